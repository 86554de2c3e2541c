#!/usr/bin/python3
"""Makes conv_transpose.json: transposed convolutions by the scatter definition, in double precision.

Every input pixel adds its value times the kernel to the output, as PyTorch's documentation of ConvTranspose2d says: rows
(H - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1, weights [C_in, C_out / groups, kh, kw]. Gradients of
sum(r * output) are central differences, element by element. Operands follow the formula of `made`, which the test repeats, so
that only results are stored.

    /usr/bin/python3 make_conv_transpose.py        numpy 1.24
"""
import json, os, re
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))


def made(shape, salt):
    """Eighths between -11/8 and 11/8, exact in any precision."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * 37 + salt * 101 + i // 7) % 23 - 11) / 8.0).reshape(shape)


def scatter(x, w, b, stride, padding, output_padding, dilation, groups):
    n, c_in, h, wd = x.shape
    _, per_group, kh, kw = w.shape
    c_out = per_group * groups
    rows = (h - 1) * stride - 2 * padding + dilation * (kh - 1) + output_padding + 1
    columns = (wd - 1) * stride - 2 * padding + dilation * (kw - 1) + output_padding + 1
    # Room for all that is scattered; the padding is cut off at the end.
    full = np.zeros((n, c_out, rows + 2 * padding, columns + 2 * padding))
    for c in range(c_in):
        group = c // (c_in // groups)
        for o in range(per_group):
            for i in range(h):
                for j in range(wd):
                    for u in range(kh):
                        for v in range(kw):
                            full[:, group * per_group + o, i * stride + u * dilation, j * stride + v * dilation] += x[:, c, i, j] * w[c, o, u, v]
    y = full[:, :, padding:padding + rows, padding:padding + columns]
    return y if b is None else y + b[None, :, None, None]


def differences(f, operand):
    flat = operand.reshape(-1)
    gradient = np.empty_like(flat)
    for k in range(flat.size):
        kept = flat[k]
        flat[k] = kept + 0.5
        above = f()
        flat[k] = kept - 0.5
        # The output is linear in each operand: any step gives the derivative.
        gradient[k] = above - f()
        flat[k] = kept
    return gradient


def case(n, c_in, c_out, h, w, kernel, stride=1, padding=0, output_padding=0, dilation=1, groups=1, bias=True, gradients=True):
    x, weight = made((n, c_in, h, w), 1), made((c_in, c_out // groups, *kernel), 2)
    b = made((c_out,), 3) if bias else None
    geometry = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation, groups=groups)
    y = scatter(x, weight, b, **geometry)
    r = made(y.shape, 4)
    result = {"input": list(x.shape), "weights": list(weight.shape), "bias": bias, **geometry, "output_shape": list(y.shape), "output": y.reshape(-1).tolist()}
    if gradients:
        loss = lambda: float((r * scatter(x, weight, b, **geometry)).sum())
        result["input_gradient"] = differences(loss, x).tolist()
        result["weight_gradient"] = differences(loss, weight).tolist()
        if bias:
            result["bias_gradient"] = differences(loss, b).tolist()
    return result


cases = [
    case(1, 2, 3, 3, 4, (3, 3)),
    case(2, 3, 2, 3, 3, (3, 3), stride=2, padding=1, output_padding=1),
    case(1, 4, 6, 3, 5, (2, 2), stride=2, groups=2, bias=False),
    case(1, 4, 4, 4, 3, (4, 4), stride=2, padding=1, groups=4),
    case(1, 2, 2, 3, 4, (3, 3), stride=3, padding=2, output_padding=2),
    case(1, 2, 3, 4, 3, (3, 3), stride=2, padding=1, output_padding=1, dilation=2),
    case(1, 2, 2, 5, 3, (3, 3), padding=3, dilation=3, bias=False),
    case(2, 6, 4, 3, 3, (5, 5), stride=2, padding=2, output_padding=1, groups=2),
    case(1, 3, 2, 3, 2, (1, 1), stride=2, output_padding=1),
    case(1, 2, 2, 4, 5, (3, 3), padding=2),
    case(1, 2, 3, 3, 3, (2, 3), stride=2, padding=1, output_padding=1),
    case(1, 1, 1, 1, 1, (3, 3), stride=2, padding=1),
    case(1, 17, 20, 2, 3, (3, 3), stride=2, padding=1, output_padding=1, gradients=False),
    case(1, 20, 33, 3, 2, (3, 3), padding=1, gradients=False),
]
text = json.dumps({"cases": cases}, indent=1)
# A list of numbers on one line.
text = re.sub(r"\[[^][{}\"]*\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text)
with open(os.path.join(here, "conv_transpose.json"), "w") as file:
    file.write(text + "\n")

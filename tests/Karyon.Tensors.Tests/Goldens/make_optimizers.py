#!/usr/bin/python3
"""Makes optimizers.json: a few steps of SGD, Adam and AdamW in double precision, by the formulas of PyTorch's documentation.

One matrix and one vector, given gradients (independent of the values), a learning rate of its own for every step. Starts and
gradients are exact in single precision. As in Karyon, vectors (biases, norms) do not decay; PyTorch says the same with two
groups of parameters. Gradients range from 1e-8, where epsilon counts, to 3; one is always zero.

    /usr/bin/python3 make_optimizers.py        numpy 1.24
"""
import json, os, re
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20261)
NAMES = {"weight": (3, 7), "bias": (5,)}
STEPS = 6
RATES = [0.1, 0.1, 0.05, 0.02, 0.2, 0.01]


def single(x):
    return np.asarray(x, np.float32).astype(np.float64)


start = {name: single(rng.uniform(-1, 1, shape)) for name, shape in NAMES.items()}
gradients = [{name: single(rng.uniform(-3, 3, shape)) for name, shape in NAMES.items()} for _ in range(STEPS)]
for step in gradients:
    step["weight"][0, 0] = 0
    step["weight"][0, 1] = single(1e-8) * rng.choice([-1, 1])
    step["weight"][0, 2] = single(1e-4)


def sgd(momentum=0.0, nesterov=False, decay=0.0, factors=None):
    """torch.optim.SGD, dampening 0: g += decay p; b = momentum b + g; g = g + momentum b (Nesterov) or b; p -= rate g."""
    p = {name: value.copy() for name, value in start.items()}
    buffer = {name: np.zeros_like(value) for name, value in start.items()}
    for t in range(STEPS):
        for name in p:
            g = gradients[t][name] + (decay * p[name] if p[name].ndim > 1 else 0)
            if momentum:
                buffer[name] = momentum * buffer[name] + g
                g = g + momentum * buffer[name] if nesterov else buffer[name]
            p[name] = p[name] - RATES[t] * (factors or {}).get(name, 1) * g
        yield p


def adam(beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0.0, decoupled=False, factors=None):
    """torch.optim.Adam and AdamW: p *= 1 - rate decay (AdamW) or g += decay p (Adam); moments; bias correction; p -= rate m^ / (sqrt(v^) + epsilon)."""
    p = {name: value.copy() for name, value in start.items()}
    m = {name: np.zeros_like(value) for name, value in start.items()}
    v = {name: np.zeros_like(value) for name, value in start.items()}
    for t in range(STEPS):
        for name in p:
            rate = RATES[t] * (factors or {}).get(name, 1)
            g = gradients[t][name]
            if p[name].ndim > 1:
                if decoupled:
                    p[name] = p[name] * (1 - rate * decay)
                else:
                    g = g + decay * p[name]
            m[name] = beta1 * m[name] + (1 - beta1) * g
            v[name] = beta2 * v[name] + (1 - beta2) * g * g
            corrected_m = m[name] / (1 - beta1 ** (t + 1))
            corrected_v = v[name] / (1 - beta2 ** (t + 1))
            p[name] = p[name] - rate * corrected_m / (np.sqrt(corrected_v) + epsilon)
        yield p


def numbers(values):
    return {name: values[name].reshape(-1).tolist() for name in NAMES}


def case(optimizer, options, steps):
    return {"optimizer": optimizer, "options": options, "after": [numbers(p) for p in steps]}


apart = {"weight": 0.1, "bias": 2.0}
cases = [
    case("sgd", {}, sgd()),
    case("sgd", {"momentum": 0.9}, sgd(0.9)),
    case("sgd", {"momentum": 0.8, "nesterov": True}, sgd(0.8, True)),
    case("sgd", {"momentum": 0.9, "decay": 0.1}, sgd(0.9, False, 0.1)),
    case("sgd", {"momentum": 0.5, "nesterov": True, "decay": 0.05, "factors": apart}, sgd(0.5, True, 0.05, apart)),
    case("adam", {}, adam()),
    case("adam", {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3}, adam(0.5, 0.9, 1e-3)),
    case("adam", {"decay": 0.2}, adam(decay=0.2)),
    case("adam", {"factors": apart}, adam(factors=apart)),
    case("adamw", {"decay": 0.0}, adam(decay=0.0, decoupled=True)),
    case("adamw", {"decay": 0.3}, adam(decay=0.3, decoupled=True)),
    case("adamw", {"beta1": 0.8, "beta2": 0.95, "decay": 0.3, "factors": apart}, adam(0.8, 0.95, decay=0.3, decoupled=True, factors=apart)),
]
document = {"rates": RATES, "shapes": {name: list(shape) for name, shape in NAMES.items()}, "start": numbers(start), "gradients": [numbers(g) for g in gradients], "cases": cases}
text = json.dumps(document, indent=1)
# A list of numbers on one line.
text = re.sub(r"\[[^][{}\"]*\]", lambda found: re.sub(r"\s+", " ", found[0]).replace("[ ", "[").replace(" ]", "]"), text)
with open(os.path.join(here, "optimizers.json"), "w") as file:
    file.write(text + "\n")

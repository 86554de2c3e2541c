"""Writes the register tiles of the direct convolution: Vector/Convolution/ConvTiles.*.g.cs.

Run from anywhere: python3 conv_tiles.py. The JIT keeps named locals in registers, but neither arrays nor stackalloc, and does not
unroll over a type argument: hence generated text.
"""
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "Vector" / "Convolution"

HEADER = """// Written by Kernels/Generate/conv_tiles.py: change that, not this.
using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.Convolution;

internal static unsafe partial class ConvTiles<S, TV, TD>
{
"""


UNROLL = 4  # input channels; the weights of the larger layers stream from the second cache, which gains 5 % by it on Ice Lake


def load_weights(two, channel):
    offset = f" + {channel} * BlockedImage.Lanes" if channel else ""
    return f"w0 = S.Load(w{offset});" + (f" w1 = S.Load(w + weightSecond{offset});" if two else "")


def product(two, pixel, channel):
    address = f"p[{channel}]" if pixel == 0 else f"p[s{pixel} + {channel}]" if channel else f"p[s{pixel}]"
    line = f"v = S.Create({address}); a{pixel} = S.Fma(v, w0, a{pixel});"
    return line + (f" b{pixel} = S.Fma(v, w1, b{pixel});" if two else "")


def tile(rows, pixels):
    """One method: a run of tiles of `rows` output vectors x `pixels` neighbouring output pixels."""
    names = "ab"[:rows]
    every = [(name, p) for p in range(pixels) for name in names]
    two = rows == 2
    out = []
    put = out.append
    put(f"    /// <summary>{'Two output vectors' if two else 'One output vector'} x {pixels} pixel{'s' if pixels > 1 else ''}, tile after tile along a row.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    private static void {'Two' if two else 'One'}{pixels}<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)")
    put("        where TStep : struct, IPixelStep")
    put("    {")
    put("        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;")
    if pixels > 2:
        put("        nint " + ", ".join(f"s{p} = {p} * s1" for p in range(2, pixels)) + ";")
    put("        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;")
    if two:
        put("        nint weightSecond = r.WeightSecond, outputSecond = r.OutputSecond, residualSecond = r.ResidualSecond;")
    put("        for (; tiles > 0; tiles--)")
    put("        {")
    put("            TV " + ", ".join(f"{n}{p}" for n in names for p in range(pixels)) + ";")
    put("            var w = r.Weights;")
    put("            var q = y;")
    put("            if (r.Reload)")
    put("            {")
    for p in range(pixels):
        line = f"                a{p} = S.Load(q);"
        if two:
            line += f" b{p} = S.Load(q + outputSecond);"
        if p + 1 < pixels:
            line += " q += outputStep;"
        put(line)
    put("            }")
    put("            else")
    put("            {")
    for i, n in enumerate(names):
        source = "r.Bias" if i == 0 else "r.Bias + S.Width"
        put("                " + " = ".join(f"{n}{p}" for p in range(pixels)) + f" = r.Bias == null ? S.Zero : S.Load({source});")
    put("            }")
    put("            var block = x;")
    put("            for (var k = r.Blocks; k != 0; k--, block += blockStep)")
    put("            {")
    put("                var row = block;")
    put("                for (var i = r.KernelHeight; i != 0; i--, row += rowStep)")
    put("                {")
    put("                    var tap = row;")
    put("                    for (var j = r.KernelWidth; j != 0; j--, tap += columnStep)")
    put("                    {")
    put("                        float* p = tap, end = w + tapWeights, unrolled = w + (tapWeights & -UnrolledWeights);")
    put("                        TV v, w0" + (", w1;" if two else ";"))
    for limit, channels in (("unrolled", UNROLL), ("end", 1)):
        put(f"                        while (w != {limit})")
        put("                        {")
        for channel in range(channels):
            put(" " * 28 + load_weights(two, channel))
            products = [product(two, p, channel) for p in range(pixels)]
            for i in range(0, pixels, 2):
                put(" " * 28 + " ".join(products[i:i + 2]))
        put(f"                            w += {channels} * BlockedImage.Lanes;")
        put(f"                            p += {channels};" if channels > 1 else "                            p++;")
        put("                        }")
    put("                    }")
    put("                }")
    put("            }")
    put("            if (residual != null)")
    put("            {")
    for p in range(pixels):
        line = f"                a{p} = S.Add(a{p}, S.Load(residual));"
        if two:
            line += f" b{p} = S.Add(b{p}, S.Load(residual + residualSecond));"
        put(line + " residual += outputStep;")
    put("            }")
    put("            if (r.Activation != ConvActivation.None)")
    put("            {")
    put("                var zero = S.Zero;")
    for i in range(0, len(every), 4):
        put("                " + " ".join(f"{n}{p} = S.Max({n}{p}, zero);" for n, p in every[i:i + 4]))
    put("                if (r.Activation == ConvActivation.Relu6)")
    put("                {")
    put("                    var six = S.Create(6f);")
    for i in range(0, len(every), 4):
        put("                    " + " ".join(f"{n}{p} = S.Min({n}{p}, six);" for n, p in every[i:i + 4]))
    put("                }")
    put("            }")
    for p in range(pixels):
        line = f"            S.Store(y, a{p});"
        if two:
            line += f" S.Store(y + outputSecond, b{p});"
        put(line + " y += outputStep;")
    put(f"            x += {pixels} * s1;")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def dispatch(name, rows, most):
    """The method that picks a tile by its number of pixels."""
    kind = "Two" if rows == 2 else "One"
    out = [f"    /// <summary>{'Two output vectors' if rows == 2 else 'One output vector'} x 1 to {most} pixels: a run of tiles along a row.</summary>",
           f"    private static void {name}<TStep>(int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)",
           "        where TStep : struct, IPixelStep", "    {", "        switch (pixels)", "        {"]
    for p in range(1, most + 1):
        label = f"case {p}" if p < most else "default"
        out.append(f"            {label}: {kind}{p}<TStep>(r, x, y, residual, tiles); break;")
    out += ["        }", "    }"]
    return "\n".join(out) + "\n"


def write(name, parts):
    (TARGET / name).write_text(HEADER + "\n".join(parts) + "}\n")


# Named by what they hold, each below 400 lines or so.
TWO = [(1, 5), (6, 8), (9, 10), (11, 12), (13, 14)]
ONE = [(1, 5), (6, 9), (10, 12), (13, 14)]
for rows, name, parts in ((2, "Two", TWO), (1, "One", ONE)):
    for first, last in parts:
        text = [dispatch(name, rows, parts[-1][1])] if first == 1 else []
        write(f"ConvTiles.{name}{first}.g.cs", text + [tile(rows, p) for p in range(first, last + 1)])

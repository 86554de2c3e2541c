"""Writes the register tiles of the direct convolution: Vector/Convolution/ConvTiles.{Two,One,Wide}.g.cs.

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
    put("                        float* p = tap, end = w + tapWeights;")
    put("                        do")
    put("                        {")
    if two:
        put("                            TV w0 = S.Load(w), w1 = S.Load(w + weightSecond), v;")
    else:
        put("                            TV w0 = S.Load(w), v;")
    for p in range(pixels):
        address = "*p" if p == 0 else f"p[s{p}]"
        line = f"                            v = S.Create({address}); a{p} = S.Fma(v, w0, a{p});"
        if two:
            line += f" b{p} = S.Fma(v, w1, b{p});"
        put(line)
    put("                            w += BlockedImage.Lanes;")
    put("                            p++;")
    put("                        } while (w != end);")
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


write("ConvTiles.Two.g.cs", [dispatch("Two", 2, 8)] + [tile(2, p) for p in range(1, 5)])
write("ConvTiles.TwoHigh.g.cs", [tile(2, p) for p in range(5, 9)])
write("ConvTiles.One.g.cs", [dispatch("One", 1, 14)] + [tile(1, p) for p in range(1, 6)])
write("ConvTiles.OneHigh.g.cs", [tile(1, p) for p in range(6, 11)])
write("ConvTiles.OneHighest.g.cs", [tile(1, p) for p in range(11, 15)])

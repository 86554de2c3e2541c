"""Writes the register tiles of the weight gradient. Run from this folder: python3 weight_gradient_tiles.py

A tile holds V gradient vectors x T kernel columns x I input channels in named accumulators (arrays would be spilled to memory) and
walks over the pixels of a strip of rows. Names: Tile<V>x<T>x<I>.
"""

HEADER = """using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.WeightGradient;

/// <summary>Register tiles with {what}; written by Generate/weight_gradient_tiles.py.</summary>
internal static unsafe partial class WeightGradientTiles<TS, TV, TD>
{{
"""


def tile(v, t, i):
    out = []
    names = [[f"{'abcdefgh'[k]}{tap * i + c}" for tap in range(t) for c in range(i)] for k in range(v)]
    out.append("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    out.append(f"    private static void Tile{v}x{t}x{i}(in WeightGradientStrip strip, float* x, float* g, float* sums)")
    out.append("    {")
    out.append("        nint vector = strip.GradientVector, pixel = strip.InputPixel, columns = strip.Columns * BlockedImage.Lanes;")
    out.append("        nint gradientAhead = strip.GradientAhead, inputAhead = strip.InputAhead;")
    if t > 1:
        out.append("        nint tap = strip.InputTap, sumTap = strip.SumTap;")

    def address(tap, c, k):
        parts = ["sums"]
        if tap:
            parts.append("sumTap" if tap == 1 else f"{tap} * sumTap")
        if c:
            parts.append(f"{c * 32}")
        if k:
            parts.append("TS.Width")
        return " + ".join(parts)

    for k in range(v):
        for tap in range(t):
            for c in range(i):
                out.append(f"        var {names[k][tap * i + c]} = TS.Load({address(tap, c, k)});")
    out.append("        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow)")
    out.append("        {")
    out.append("            float* p = x, d = g, end = g + columns;")
    for tap in range(1, t):
        before = "p" if tap == 1 else f"p{tap - 1}"
        out.append(f"            var p{tap} = {before} + tap;")
    out.append("            do")
    out.append("            {")
    out.append("                Ahead(d + gradientAhead);")
    if v == 2:
        out.append("                if (TS.Width == 16) Ahead(d + vector + gradientAhead);")
    out.append("                Ahead(p + inputAhead);")
    out.append("                var g0 = TS.Load(d);")
    for k in range(1, v):
        out.append(f"                var g{k} = TS.Load(d + vector);" if k == 1 else f"                var g{k} = TS.Load(d + {k} * vector);")
    first = True
    for tap in range(t):
        pointer = "p" if tap == 0 else f"p{tap}"
        for c in range(i):
            out.append(f"                {'var ' if first else ''}v = TS.Create({pointer}[{c}]);")
            first = False
            for k in range(v):
                name = names[k][tap * i + c]
                out.append(f"                {name} = TS.Fma(v, g{k}, {name});")
    steps = ["p += pixel;"] + [f"p{tap} += pixel;" for tap in range(1, t)] + ["d += BlockedImage.Lanes;"]
    for step in steps:
        out.append(f"                {step}")
    out.append("            }")
    out.append("            while (d != end);")
    out.append("        }")
    for k in range(v):
        for tap in range(t):
            for c in range(i):
                out.append(f"        TS.Store({address(tap, c, k)}, {names[k][tap * i + c]});")
    out.append("    }")
    return "\n".join(out) + "\n"


def write(name, what, tiles):
    with open(f"../Vector/WeightGradient/WeightGradientTiles.{name}.cs", "w", newline="\n") as file:
        file.write(HEADER.format(what=what) + "\n".join(tile(*t) for t in tiles) + "}\n")


write("ThreeTaps", "three kernel columns at once: the gradient is read a third as often", [(2, 3, 4), (1, 3, 4), (2, 3, 2)])
write("OneVector", "one gradient vector and neighbouring input floats", [(1, 1, i) for i in range(1, 9)])
write("TwoVectors", "two gradient vectors and neighbouring input floats", [(2, 1, i) for i in range(1, 9)])

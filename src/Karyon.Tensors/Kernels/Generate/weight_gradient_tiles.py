"""Writes the register tiles of the weight gradient. Run from this folder: python3 weight_gradient_tiles.py

A tile holds V gradient vectors x T kernel columns x I input channels in named accumulators (arrays would be spilled to memory) and
walks over the pixels of a strip of rows. Names: Tile<V>x<T>x<I>. Slide3x<I> is for neighbouring pixels (stride and dilation 1): an
input value is loaded once and meets the gradients of the three output pixels that it touches, which move through three registers.
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
    out.append("        nint aheadStep = strip.AheadStep;")
    out.append("        var ahead = strip.Ahead;")
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
    out.append("        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)")
    out.append("        {")
    out.append("            float* p = x, d = g, end = g + columns;")
    out.append("            var soon = ahead;")
    for tap in range(1, t):
        before = "p" if tap == 1 else f"p{tap - 1}"
        out.append(f"            var p{tap} = {before} + tap;")
    out.append("            do")
    out.append("            {")
    out.append("                Ahead(soon);")
    out.append("                soon += aheadStep;")
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


def slide(i):
    names = [[f"{'abc'[tap]}{c}" for c in range(i)] for tap in range(3)]
    out = ["    [MethodImpl(MethodImplOptions.AggressiveOptimization)]",
           f"    private static void Slide3x{i}(in WeightGradientStrip strip, float* x, float* g, float* sums)",
           "    {",
           "        nint columns = strip.Columns * BlockedImage.Lanes, sumTap = strip.SumTap, pixel = strip.InputPixel;",
           "        nint aheadStep = strip.AheadStep;", "        var ahead = strip.Ahead;"]

    def address(tap, c):
        return "sums" + ("" if tap == 0 else " + sumTap" if tap == 1 else " + 2 * sumTap") + (f" + {c * 32}" if c else "")

    def products(indent, pairs, declare):
        for c in range(i):
            out.append(f"{indent}{'var ' if declare and c == 0 else ''}v = TS.Create(p[{c}]);")
            for tap, gradient in pairs:
                out.append(f"{indent}{names[tap][c]} = TS.Fma(v, {gradient}, {names[tap][c]});")

    for tap in range(3):
        for c in range(i):
            out.append(f"        var {names[tap][c]} = TS.Load({address(tap, c)});")
    out += ["        for (nint row = strip.Rows; row > 0; row--, x += strip.InputRow, g += strip.GradientRow, ahead += strip.AheadRow)",
            "        {",
            "            float* p = x, d = g, end = g + columns;",
            "            var soon = ahead;",
            "            var g0 = TS.Load(d);"]
    products("            ", [(0, "g0")], True)
    out += ["            p += pixel;", "            d += BlockedImage.Lanes;", "            var g1 = TS.Load(d);"]
    products("            ", [(0, "g1"), (1, "g0")], False)
    out += ["            p += pixel;", "            d += BlockedImage.Lanes;",
            "            for (; d != end; p += pixel, d += BlockedImage.Lanes)", "            {",
            "                Ahead(soon);", "                soon += aheadStep;",
            "                var g2 = TS.Load(d);"]
    products("                ", [(0, "g2"), (1, "g1"), (2, "g0")], False)
    out += ["                g0 = g1;", "                g1 = g2;", "            }"]
    products("            ", [(1, "g1"), (2, "g0")], False)
    out += ["            p += pixel;"]
    products("            ", [(2, "g1")], False)
    out += ["        }"]
    for tap in range(3):
        for c in range(i):
            out.append(f"        TS.Store({address(tap, c)}, {names[tap][c]});")
    out.append("    }")
    return "\n".join(out) + "\n"


def write_slides():
    with open("../Vector/WeightGradient/WeightGradientTiles.Sliding.cs", "w", newline="\n") as file:
        file.write(HEADER.format(what="three neighbouring kernel columns of stride 1: an input value is read once for all three") + "\n".join(slide(i) for i in (4, 8)) + "}\n")


def write(name, what, tiles):
    with open(f"../Vector/WeightGradient/WeightGradientTiles.{name}.cs", "w", newline="\n") as file:
        file.write(HEADER.format(what=what) + "\n".join(tile(*t) for t in tiles) + "}\n")


write("ThreeTaps", "three kernel columns at once: the gradient is read a third as often", [(2, 3, 4), (1, 3, 4), (2, 3, 2)])
write("OneVector", "one gradient vector and neighbouring input floats", [(1, 1, i) for i in range(1, 9)])
write("TwoVectors", "two gradient vectors and neighbouring input floats", [(2, 1, i) for i in range(1, 9)])
write_slides()

"""Writes the transforms of Winograd's convolution: Vector/Winograd/WinogradTransforms.F{2,4}.g.cs.

Run from anywhere: python3 winograd_transforms.py. Points: 0, 1, -1 and infinity for F(2x2, 3x3); 0, +-sqrt(1/2), +-sqrt(2) and
infinity for F(4x4, 3x3), which cost one multiplication more than the usual 0, +-1, +-2 and halve the error.
"""
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "Vector" / "Winograd"

HEADER = """// Written by Kernels/Generate/winograd_transforms.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

internal static unsafe partial class WinogradTransforms<S, TV, TD>
{
"""

# One dimension of each transform: constants, statements over the inputs, results. D: doubles.
INPUT = {
    4: ("TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), both = S.Create(2.5f);",
        lambda d: [f"var e = S.Fnma(two, {d[2]}, {d[4]});", f"var o = S.Fnma(two, {d[1]}, {d[3]});",
                   f"var f = S.Fnma(half, {d[2]}, {d[4]});", f"var p = S.Fnma(half, {d[1]}, {d[3]});"],
        lambda d: [f"S.Fnma(both, {d[2]}, S.Add({d[0]}, {d[4]}))", "S.Fma(a, o, e)", "S.Fnma(a, o, e)", "S.Fma(b, p, f)", "S.Fnma(b, p, f)",
                   f"S.Fnma(both, {d[3]}, S.Add({d[1]}, {d[5]}))"]),
    2: ("", lambda d: [],
        lambda d: [f"S.Sub({d[0]}, {d[2]})", f"S.Add({d[1]}, {d[2]})", f"S.Sub({d[2]}, {d[1]})", f"S.Sub({d[3]}, {d[1]})"]),
}
OUTPUT = {
    4: ("TV a = S.Create(WinogradPoints.A), b = S.Create(WinogradPoints.B), half = S.Create(0.5f), two = S.Create(2f), a3 = S.Create(WinogradPoints.A / 2), b3 = S.Create(WinogradPoints.B * 2);",
        lambda m: [f"var s = S.Add({m[1]}, {m[2]});", f"var d = S.Sub({m[1]}, {m[2]});", f"var t = S.Add({m[3]}, {m[4]});", f"var e = S.Sub({m[3]}, {m[4]});"],
        lambda m: [f"S.Add(S.Add({m[0]}, s), t)", "S.Fma(b, e, S.Mul(a, d))", "S.Fma(two, t, S.Mul(half, s))", f"S.Fma(b3, e, S.Fma(a3, d, {m[5]}))"]),
    2: ("", lambda m: [],
        lambda m: [f"S.Add(S.Add({m[0]}, {m[1]}), {m[2]})", f"S.Add(S.Sub({m[1]}, {m[2]}), {m[3]})"]),
}
WEIGHTS = {
    4: ("TD a = S.CreateD(WinogradPoints.ExactA), b = S.CreateD(WinogradPoints.ExactB), half = S.CreateD(0.5), two = S.CreateD(2.0), na = S.CreateD(WinogradPoints.WeightA), nb = S.CreateD(WinogradPoints.WeightB);",
        lambda g: [f"var e = S.FmaD(half, {g[2]}, {g[0]});", f"var o = S.MulD(a, {g[1]});", f"var f = S.FmaD(two, {g[2]}, {g[0]});", f"var p = S.MulD(b, {g[1]});"],
        lambda g: [g[0], "S.MulD(na, S.AddD(e, o))", "S.MulD(na, S.SubD(e, o))", "S.MulD(nb, S.AddD(f, p))", "S.MulD(nb, S.SubD(f, p))", g[2]]),
    2: ("var half = S.CreateD(0.5);",
        lambda g: [f"var e = S.AddD({g[0]}, {g[2]});"],
        lambda g: [g[0], f"S.MulD(half, S.AddD(e, {g[1]}))", f"S.MulD(half, S.SubD(e, {g[1]}))", g[2]]),
}


def at(pointer, index, step):
    return pointer if index == 0 else f"{pointer} + {step}" if index == 1 else f"{pointer} + {index} * {step}"


def input_transform(m):
    n = m + 2
    constants, steps, results = INPUT[m]
    names = [f"d{k}" for k in range(n)]
    out = []
    put = out.append
    put(f"    /// <summary>F({m}x{m}): input transform of neighbouring tiles of a row; columns of pixels first, then rows.</summary>")
    put(f"    /// <param name=\"x\">First pixel of the first tile; {n} rows of {m} * tiles + 2 pixels are read.</param>")
    put("    /// <param name=\"row\">From a row of pixels to the next.</param>")
    put(f"    /// <param name=\"scratch\">{n} vectors for each column of pixels.</param>")
    put("    /// <param name=\"v\">Where the first tile goes in the first plane.</param>")
    put("    /// <param name=\"plane\">From a plane to the next.</param>")
    put("    /// <param name=\"tiles\">Tiles, 1 or more.</param>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Input{m}(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)")
    put("    {")
    if constants:
        put("        " + constants)
    put(f"        float* end = scratch + ({m} * tiles + 2) * ({n} * S.Width);")
    put(f"        for (var s = scratch; s != end; s += {n} * S.Width, x += BlockedImage.Lanes)")
    put("        {")
    put("            TV " + ", ".join(f"{d} = S.Load({at('x', k, 'row')})" for k, d in enumerate(names)) + ";")
    for line in steps(names):
        put("            " + line)
    for k, r in enumerate(results(names)):
        put(f"            S.Store({at('s', k, 'S.Width')}, {r});")
    put("        }")
    put(f"        Rows{m}(scratch, v, plane, tiles);")
    put("    }")
    return "\n".join(out) + "\n"


def input_rows(m):
    n = m + 2
    constants, steps, results = INPUT[m]
    names = [f"d{k}" for k in range(n)]
    out = []
    put = out.append
    put(f"    /// <summary>F({m}x{m}): the second half of the input transform, along rows.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    private static void Rows{m}(float* scratch, float* v, nint plane, nint tiles)")
    put("    {")
    if constants:
        put("        " + constants)
    put(f"        for (var s = scratch; tiles > 0; tiles--, s += {m * n} * S.Width, v += BlockedImage.Lanes)")
    put("        {")
    put("            var q = v;")
    put("            var t = s;")
    put(f"            for (var i = {n}; i > 0; i--, t += S.Width, q += {n} * plane)")
    put("            {")
    put("                TV " + ", ".join(f"{d} = S.Load({at('t', k * n, 'S.Width')})" for k, d in enumerate(names)) + ";")
    for line in steps(names):
        put("                " + line)
    for k, r in enumerate(results(names)):
        put(f"                S.Store({at('q', k, 'plane')}, {r});")
    put("            }")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def doubled_input_transform(m):
    n = m + 2
    constants, steps, results = INPUT[m]
    names = [f"d{k}" for k in range(n)]
    out = []
    put = out.append
    put(f"    /// <summary>F({m}x{m}): as Input{m}, of an image whose pixels each stand for 2 x 2: what two equal columns give is computed once.</summary>")
    put(f"    /// <param name=\"x\">First pixel of the first tile; {m // 2 + 2} rows of {m // 2} * tiles + 2 pixels are read.</param>")
    put("    /// <param name=\"row\">From a row of pixels to the next.</param>")
    put(f"    /// <param name=\"scratch\">{n} vectors for each column of the doubled image.</param>")
    put("    /// <param name=\"v\">Where the first tile goes in the first plane.</param>")
    put("    /// <param name=\"plane\">From a plane to the next.</param>")
    put("    /// <param name=\"tiles\">Tiles, 1 or more.</param>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Doubled{m}(float* x, nint row, float* scratch, float* v, nint plane, nint tiles)")
    put("    {")
    if constants:
        put("        " + constants)
    put(f"        nint columns = {m // 2} * tiles + 2;" if m > 2 else "        nint columns = tiles + 2;")
    put("        var s = scratch;")
    put("        for (var k = columns; k > 0; k--, x += BlockedImage.Lanes)")
    put("        {")
    rows = [f"S.Load({at('x', k, 'row')})" for k in range(m // 2 + 2)]
    for k in range(m // 2 + 2):
        twins = [d for j, d in enumerate(names) if (j + 1) // 2 == k]
        put("            TV " + ", ".join(f"{d} = {rows[k] if d == twins[0] else twins[0]}" for d in twins) + ";")
    for line in steps(names):
        put("            " + line)
    put("            TV " + ", ".join(f"r{k} = {r}" for k, r in enumerate(results(names))) + ";")
    put("            " + " ".join(f"S.Store({at('s', k, 'S.Width')}, r{k});" for k in range(n)))
    put(f"            s += {n} * S.Width;")
    put("            if (k == columns || k == 1) continue;")
    put("            " + " ".join(f"S.Store({at('s', k, 'S.Width')}, r{k});" for k in range(n)))
    put(f"            s += {n} * S.Width;")
    put("        }")
    put(f"        Rows{m}(scratch, v, plane, tiles);")
    put("    }")
    return "\n".join(out) + "\n"


def output_transform(m):
    n = m + 2
    constants, steps, results = OUTPUT[m]
    names = [f"m{k}" for k in range(n)]
    ys = [f"y{k}" for k in range(m)]
    out = []
    put = out.append
    put(f"    /// <summary>F({m}x{m}): output transform of neighbouring tiles of a row; columns first, then rows, + bias, + residual, activation.</summary>")
    put("    /// <param name=\"o\">What the tiles share.</param>")
    put("    /// <param name=\"m\">The first tile's products in the first plane.</param>")
    put(f"    /// <param name=\"scratch\">{m * n} vectors for each tile.</param>")
    put("    /// <param name=\"y\">First output pixel of the first tile.</param>")
    put("    /// <param name=\"residual\">What is added to it; or null.</param>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Output{m}(in WinogradStrip o, float* m, float* scratch, float* y, float* residual)")
    put("    {")
    if constants:
        put("        " + constants)
    put("        var bias = o.Bias == null ? S.Zero : S.Load(o.Bias);")
    put("        nint plane = o.Plane, row = o.OutputRow, residualRow = o.ResidualRow;")
    put("        // Column by column of the tiles, so that few planes are read at a time: each lies on pages of its own.")
    put(f"        for (var j = 0; j < {n}; j++, m += plane)")
    put("        {")
    put("            var q = m;")
    put(f"            var s0 = scratch + j * ({m} * S.Width);")
    put(f"            for (var tile = o.Tiles; tile > 0; tile--, q += BlockedImage.Lanes, s0 += {m * n} * S.Width)")
    put("            {")
    put("                TV " + ", ".join(f"{d} = S.Load({at('q', k * n, 'plane')})" for k, d in enumerate(names)) + ";")
    for line in steps(names):
        put("                " + line)
    for k, r in enumerate(results(names)):
        put(f"                S.Store({at('s0', k, 'S.Width')}, {r});")
    put("            }")
    put("        }")
    put("        for (var i = 0; i < o.Rows; i++, scratch += S.Width, y += row, residual += residualRow)")
    put("        {")
    put("            var s0 = scratch;")
    put("            var to = y;")
    put("            var from = residual;")
    put(f"            for (var tile = o.Tiles; tile > 0; tile--, s0 += {m * n} * S.Width, to += {m} * BlockedImage.Lanes, from += {m} * BlockedImage.Lanes)")
    put("            {")
    put("                TV " + ", ".join(f"{d} = S.Load({at('s0', k * m, 'S.Width')})" for k, d in enumerate(names)) + ";")
    for line in steps(names):
        put("                " + line)
    put("                TV " + ", ".join(f"{y} = S.Add({r}, bias)" for y, r in zip(ys, results(names))) + ";")
    put(f"                if (tile > 1 || o.LastColumns == {m})")
    put("                {")
    put("                    if (o.HasResidual)")
    put("                    {")
    put("                        " + " ".join(f"{y} = S.Add({y}, S.Load({at('from', k, 'BlockedImage.Lanes')}));" for k, y in enumerate(ys)))
    put("                    }")
    put("                    if (o.Activation != ConvActivation.None)")
    put("                    {")
    put("                        " + " ".join(f"{y} = S.Max({y}, S.Zero);" for y in ys))
    put("                        if (o.Activation == ConvActivation.Relu6)")
    put("                        {")
    put("                            var six = S.Create(6f);")
    put("                            " + " ".join(f"{y} = S.Min({y}, six);" for y in ys))
    put("                        }")
    put("                    }")
    put("                    " + " ".join(f"S.Store({at('to', k, 'BlockedImage.Lanes')}, {y});" for k, y in enumerate(ys)))
    put("                }")
    put("                else")
    put("                {")
    for k, y in enumerate(ys[:-1]):
        guard = "" if k == 0 else f"if (o.LastColumns > {k}) "
        put(f"                    {guard}Finish({at('to', k, 'BlockedImage.Lanes')}, {y}, !o.HasResidual ? null : {at('from', k, 'BlockedImage.Lanes')}, o.Activation);")
    put("                }")
    put("            }")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def weight_transform(m):
    n = m + 2
    constants, steps, results = WEIGHTS[m]
    g = [f"g{k}" for k in range(3)]
    out = []
    put = out.append
    put(f"    /// <summary>F({m}x{m}): transformed weights of one vector of output channels, in double, rounded once; kernel columns first, then rows.</summary>")
    put("    /// <param name=\"g\">Nine taps of 16 output channels each.</param>")
    put(f"    /// <param name=\"scratch\">{3 * n} vectors of double.</param>")
    put("    /// <param name=\"u\">Where the first plane goes.</param>")
    put("    /// <param name=\"plane\">From a plane to the next.</param>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Weights{m}(float* g, double* scratch, float* u, nint plane)")
    put("    {")
    put("        " + constants)
    put("        var s = scratch;")
    put("        // [half][kernel column][row]: the halves of a float vector are two vectors of double.")
    put("        for (var part = 0; part < 2; part++)")
    put("        {")
    put(f"            for (nint j = 0; j < 3; j++, s += {n} * (S.Width / 2))")
    put("            {")
    put("                var p0 = g + j * BlockedImage.Lanes;")
    put("                TV " + ", ".join(f"f{k} = S.Load(p0{f' + {3 * k} * BlockedImage.Lanes' if k else ''})" for k in range(3)) + ";")
    put("                TD " + ", ".join(f"g{k} = part == 0 ? S.WidenLow(f{k}) : S.WidenHigh(f{k})" for k in range(3)) + ";")
    for line in steps(g):
        put("                " + line)
    for k, r in enumerate(results(g)):
        put(f"                S.StoreD({at('s', k, '(S.Width / 2)')}, {r});")
    put("            }")
    put("        }")
    put(f"        const int Rows = {n};")
    put("        s = scratch;")
    put("        for (var i = Rows; i > 0; i--, s += S.Width / 2)")
    put("        {")
    put("            TD " + ", ".join(f"low{k}" for k in range(n)) + ";")
    for part, start in (("low", "0"), ("high", "3 * Rows * (S.Width / 2)")):
        put("            {")
        put("                TD " + ", ".join(f"g{k} = S.LoadD(s + ({start} + {k} * Rows * (S.Width / 2)))" for k in range(3)) + ";")
        for line in steps(g):
            put("                " + line)
        for k, r in enumerate(results(g)):
            if part == "low":
                put(f"                low{k} = {r};")
            else:
                put(f"                S.Store(u, S.Narrow(low{k}, {r})); u += plane;")
        put("            }")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


for m in (4, 2):
    (TARGET / f"WinogradTransforms.F{m}.g.cs").write_text(HEADER + "\n".join([input_transform(m), doubled_input_transform(m), input_rows(m), output_transform(m), weight_transform(m)]) + "}\n")

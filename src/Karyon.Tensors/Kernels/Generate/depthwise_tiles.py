"""Writes the register tiles of the depthwise kernels: Vector/Depthwise/DepthwiseTiles.*.g.cs.

Run from anywhere: python3 depthwise_tiles.py. The JIT keeps named locals in registers, but neither arrays nor stackalloc: hence
generated text.
"""
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "Vector" / "Depthwise"

HEADER = """// Written by Kernels/Generate/depthwise_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
%s
namespace Karyon.Tensors.Kernels.Vector.Depthwise;

internal static unsafe partial class DepthwiseTiles<S, TV, TD>
{
"""


def declare(names, value=None):
    return f"TV {', '.join(names)};" if value is None else f"TV {', '.join(f'{n} = {value}' for n in names)};"


def advance(put, pixels, steps):
    """The end of a loop over tiles: the last tile overlaps the one before, so that no tile is narrower."""
    put(f"            var step = Math.Min({pixels}, width - {pixels} - j);")
    put("            if (step <= 0) return;")
    put("            j += step;")
    for name, factor in steps:
        put(f"            {name} += step * {factor};")


def stride(s, rows, pixels):
    """3x3 window of stride s: `rows` output rows x `pixels` pixels, tile after tile along a row of at least that many pixels."""
    out = []
    put = out.append
    acc = [[f"{'ab'[r]}{p}" for p in range(pixels)] for r in range(rows)]
    every = [a for row in acc for a in row]
    put(f"    /// <summary>3x3 window, stride {s}: {rows} output row{'s' if rows > 1 else ''} x {pixels} pixel{'s' if pixels > 1 else ''}, tile after tile; width is at least {pixels}.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Stride{s}Rows{rows}x{pixels}(float* x, nint inputRow, float* y, nint outputRow, float* w, nint tap, float* bias, nint width, ConvActivation activation)")
    put("    {")
    put("        TV " + ", ".join(f"w{k} = S.Load(w{f' + {k} * tap' if k else ''})" for k in range(9)) + ";")
    put("        var start = bias == null ? S.Zero : S.Load(bias);")
    put("        nint j = 0;")
    put("        while (true)")
    put("        {")
    put("            " + declare(every, "start"))
    put("            TV v;")
    put("            var p = x;")
    last = s * (rows - 1) + 2
    for r in range(last + 1):
        for c in range(s * (pixels - 1) + 3):
            fmas = []
            for o in range(rows):
                i = r - s * o
                if not 0 <= i < 3:
                    continue
                for q in range(pixels - 1, -1, -1):
                    k = c - s * q
                    if 0 <= k < 3:
                        fmas.append(f"{acc[o][q]} = S.Fma(v, w{3 * i + k}, {acc[o][q]});")
            if fmas:
                put(f"            v = S.Load(p{f' + {c} * BlockedImage.Lanes' if c else ''}); " + " ".join(fmas))
        if r < last:
            put("            p += inputRow;")
    put("            if (activation != ConvActivation.None)")
    put("            {")
    put("                var zero = S.Zero;")
    for row in acc:
        put("                " + " ".join(f"{a} = S.Max({a}, zero);" for a in row))
    put("                if (activation == ConvActivation.Relu6)")
    put("                {")
    put("                    var six = S.Create(6f);")
    for row in acc:
        put("                    " + " ".join(f"{a} = S.Min({a}, six);" for a in row))
    put("                }")
    put("            }")
    for o, row in enumerate(acc):
        for q, a in enumerate(row):
            at = "y" + (" + outputRow" if o else "") + (f" + {q} * BlockedImage.Lanes" if q else "")
            put(f"            S.Store({at}, {a});")
    advance(put, pixels, [("x", f"{s} * BlockedImage.Lanes"), ("y", "BlockedImage.Lanes")])
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def quad(pixels):
    """Gradient of a 3x3 window of stride 2, padding 1, by its input: two rows x 2 * pixels from two rows x (pixels + 1)."""
    out = []
    put = out.append
    put(f"    /// <summary>Gradient of a 3x3 window of stride 2 and padding 1 by its input: 2 rows x {2 * pixels} pixels for {pixels} pixel{'s' if pixels > 1 else ''} of the output gradient; width counts the latter.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Quad{pixels}(float* d, nint gradientRow, float* x, nint inputRow, float* w, nint width)")
    put("    {")
    put("        TV " + ", ".join(f"w{k} = S.Load(w{f' + {k} * BlockedImage.Lanes' if k else ''})" for k in range(9)) + ";")
    put("        var zero = S.Zero;")
    put("        nint j = 0;")
    put("        while (true)")
    put("        {")
    for r in range(2):
        put("            TV " + ", ".join(f"d{r}{c} = S.Load(d{' + gradientRow' if r else ''}{f' + {c} * BlockedImage.Lanes' if c else ''})" for c in range(pixels + 1)) + ";")
    for row in range(2):
        for column in range(2 * pixels):
            c, odd = divmod(column, 2)
            # tap 1 meets even pixels; taps 2 and 0 meet odd ones, from the output pixel before and after
            rows = [(0, 1)] if row == 0 else [(0, 2), (1, 0)]
            columns = [(c, 1)] if not odd else [(c, 2), (c + 1, 0)]
            value = "zero"
            for r, i in rows:
                for cc, k in columns:
                    value = f"S.Fma(d{r}{cc}, w{3 * i + k}, {value})"
            at = "x" + (" + inputRow" if row else "") + (f" + {column} * BlockedImage.Lanes" if column else "")
            put(f"            S.Store({at}, {value});")
    advance(put, pixels, [("d", "BlockedImage.Lanes"), ("x", "(2 * BlockedImage.Lanes)")])
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def any_window(pixels):
    """Any window, dilation and stride; also one parity of an input gradient."""
    out = []
    put = out.append
    names = [f"a{p}" for p in range(pixels)]
    put(f"    /// <summary>Any window: {pixels} pixel{'s' if pixels > 1 else ''} at a time; width is at least {pixels}.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Any{pixels}(in DepthwiseRun r, float* x, float* y, float* w, float* bias, nint width, ConvActivation activation)")
    put("    {")
    put("        nint rows = r.Rows, columns = r.Columns, tapRow = r.TapRow, tapColumn = r.TapColumn, weightRow = r.WeightRow, weightColumn = r.WeightColumn;")
    put("        nint inputStep = r.InputStep, outputStep = r.OutputStep;")
    put("        var start = bias == null ? S.Zero : S.Load(bias);")
    put("        nint j = 0;")
    put("        while (true)")
    put("        {")
    put("            " + declare(names, "start"))
    put("            var row = x;")
    put("            var weights = w;")
    put("            for (var i = rows; i > 0; i--, row += tapRow, weights += weightRow)")
    put("            {")
    put("                var p = row;")
    put("                var q = weights;")
    put("                for (var k = columns; k > 0; k--, p += tapColumn, q += weightColumn)")
    put("                {")
    put("                    var v = S.Load(q);")
    for p, a in enumerate(names):
        at = "p" + ("" if p == 0 else " + inputStep" if p == 1 else f" + {p} * inputStep")
        put(f"                    {a} = S.Fma(S.Load({at}), v, {a});")
    put("                }")
    put("            }")
    put("            if (activation != ConvActivation.None)")
    put("            {")
    put("                " + " ".join(f"{a} = S.Max({a}, S.Zero);" for a in names))
    put("                if (activation == ConvActivation.Relu6)")
    put("                {")
    put("                    " + " ".join(f"{a} = S.Min({a}, S.Create(6f));" for a in names))
    put("                }")
    put("            }")
    for p, a in enumerate(names):
        put(f"            S.Store(y{'' if p == 0 else ' + outputStep' if p == 1 else f' + {p} * outputStep'}, {a});")
    advance(put, pixels, [("x", "inputStep"), ("y", "outputStep")])
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def taps(rows, columns):
    """Weight gradient of rows x columns neighbouring taps over a run of rows."""
    out = []
    put = out.append
    names = [f"a{k}" for k in range(rows * columns)]
    count = rows * columns
    put(f"    /// <summary>Adds the weight gradient of {count} tap{'s' if count > 1 else ''}{f' ({rows} x {columns})' if rows > 1 else ' of a kernel row' if count > 1 else ''} over a run of output rows.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    public static void Taps{rows}x{columns}(in DepthwiseTaps t, float* x, float* d, float* sum, nint height, nint width)")
    put("    {")
    moves = []
    if rows > 1:
        moves.append("tapRow = t.TapRow")
    if columns > 1:
        moves.append("t1 = t.TapColumn")
    moves += [f"t{k} = {k} * t1" for k in range(2, columns)]
    put("        nint " + ", ".join(moves + ["inputStep = t.InputStep"]) + ";")
    put("        TV " + ", ".join(f"{a} = S.Load(sum{f' + {k} * BlockedImage.Lanes' if k else ''})" for k, a in enumerate(names)) + ";")
    put("        for (; height > 0; height--, x += t.InputRow, d += t.GradientRow)")
    put("        {")
    put("            float* " + ", ".join(["p0 = x"] + [f"p{i} = p{i - 1} + tapRow" for i in range(1, rows)]) + ", q = d, end = d + width * BlockedImage.Lanes;")
    put("            for (; q != end; q += BlockedImage.Lanes)")
    put("            {")
    put("                var v = S.Load(q);")
    for i in range(rows):
        for k in range(columns):
            a = names[i * columns + k]
            put(f"                {a} = S.Fma(S.Load(p{i}{f' + t{k}' if k else ''}), v, {a});")
    put("                " + " ".join(f"p{i} += inputStep;" for i in range(rows)))
    put("            }")
    put("        }")
    for k, a in enumerate(names):
        put(f"        S.Store(sum{f' + {k} * BlockedImage.Lanes' if k else ''}, {a});")
    put("    }")
    return "\n".join(out) + "\n"


def write(name, parts):
    uses = "using Karyon.Tensors.Kernels.Vector.Convolution;\n" if any("ConvActivation" in p for p in parts) else ""
    (TARGET / f"DepthwiseTiles.{name}.g.cs").write_text(HEADER % uses + "\n".join(parts) + "}\n")


write("Stride1", [stride(1, r, p) for r, p in ((2, 8), (1, 8), (1, 4), (1, 1))])
write("Stride2", [stride(2, r, p) for r, p in ((2, 8), (1, 8), (1, 4), (1, 1))])
write("Quad", [quad(4), quad(1)])
write("Any", [any_window(4), any_window(1)])
write("Taps", [taps(3, 3), taps(1, 5), taps(1, 3), taps(1, 1)])

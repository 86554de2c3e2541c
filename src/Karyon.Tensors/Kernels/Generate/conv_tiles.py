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


AHEAD = 2  # channels a tap whose next weights a tile asks for: 32 tiles, of four vectors and six tokens, ask for all

KIND = {1: ("One", "One output vector"), 2: ("Two", "Two output vectors"), 3: ("Three", "Three output vectors"), 4: ("Four", "Four output vectors")}


def times(name, k):
    """k steps, as a local's name; the locals are declared by `tile`."""
    return name if k == 1 else f"{name}{k}"


def load_weights(rows, channel):
    offset = f" + {channel} * BlockedImage.Lanes" if channel else ""
    return " ".join(f"w{k} = S.Load(w{' + ' + times('weightVector', k) if k else ''}{offset});" for k in range(rows))


def product(rows, pixel, channel):
    address = f"p[{channel}]" if pixel == 0 else f"p[s{pixel} + {channel}]" if channel else f"p[s{pixel}]"
    return f"v = S.Create({address});" + "".join(f" {n}{pixel} = S.Fma(v, w{k}, {n}{pixel});" for k, n in enumerate("abcd"[:rows]))


def steps(name, field, rows):
    """Declares the distances of vectors beyond the first."""
    return ", ".join([f"{name} = r.{field}"] + [f"{name}{k} = {k} * {name}" for k in range(2, rows)])


def each(rows, pointer, name, form):
    """One statement a vector; `form` takes the accumulator's letter and the address."""
    return " ".join(form(n, pointer + (" + " + times(name, k) if k else "")) for k, n in enumerate("abcd"[:rows]))


def tile(rows, pixels):
    """One method: a run of tiles of `rows` output vectors x `pixels` neighbouring output pixels."""
    names = "abcd"[:rows]
    every = [(name, p) for p in range(pixels) for name in names]
    kind, title = KIND[rows]
    out = []
    put = out.append
    put(f"    /// <summary>{title} x {pixels} pixel{'s' if pixels > 1 else ''}, tile after tile along a row.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    private static void {kind}{pixels}<TStep>(in ConvRow r, float* x, float* y, float* residual, int tiles)")
    put("        where TStep : struct, IPixelStep")
    put("    {")
    put("        var s1 = TStep.Floats != 0 ? TStep.Floats : r.InputStep;")
    if pixels > 2:
        put("        nint " + ", ".join(f"s{p} = {p} * s1" for p in range(2, pixels)) + ";")
    put("        nint outputStep = r.OutputStep, blockStep = r.InputBlock, rowStep = r.TapRow, columnStep = r.TapColumn, tapWeights = r.TapWeights;")
    if rows > 1:
        put(f"        nint {steps('weightVector', 'WeightVector', rows)};")
        put(f"        nint {steps('outputVector', 'OutputVector', rows)}, {steps('residualVector', 'ResidualVector', rows)};")
    put("        var asked = r.Asked;")
    put("        for (; tiles > 0; tiles--)")
    put("        {")
    put("            TV " + ", ".join(f"{n}{p}" for n in names for p in range(pixels)) + ";")
    put("            var w = r.Weights;")
    put(f"            var ahead = TStep.LooksAhead ? r.AheadOf(asked, {rows if rows == 1 else f'S.Width == Lanes ? {rows} : 1'}) : null;")
    put(f"            asked += AskedInTile;")
    put("            var q = y;")
    put("            if (r.Reload)")
    put("            {")
    for p in range(pixels):
        line = "                " + each(rows, "q", "outputVector", lambda n, at: f"{n}{p} = S.Load({at});")
        put(line + (" q += outputStep;" if p + 1 < pixels else ""))
    put("            }")
    put("            else")
    put("            {")
    for i, n in enumerate(names):
        source = "r.Bias" if i == 0 else "r.Bias + S.Width" if i == 1 else f"r.Bias + {i} * S.Width"
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
    put("                        if (TStep.LooksAhead)")
    put("                        {")
    for k in range(AHEAD):
        put(f"                            Ahead(ahead{f' + {k} * Lanes' if k else ''});")
    put("                            ahead += TapWeights;")
    for k in range(pixels):
        put(f"                            Soon(p + {pixels + k} * s1);")
    put("                        }")
    put("                        TV v, " + ", ".join(f"w{k}" for k in range(rows)) + ";")
    for limit, channels in (("unrolled", UNROLL), ("end", 1)):
        put(f"                        while (w != {limit})")
        put("                        {")
        for channel in range(channels):
            put(" " * 28 + load_weights(rows, channel))
            products = [product(rows, p, channel) for p in range(pixels)]
            together = 2 if rows < 3 else 1
            for i in range(0, pixels, together):
                put(" " * 28 + " ".join(products[i:i + together]))
        put(f"                            w += {channels} * BlockedImage.Lanes;")
        put(f"                            p += {channels};" if channels > 1 else "                            p++;")
        put("                        }")
    put("                    }")
    put("                }")
    put("            }")
    put("            if (residual != null)")
    put("            {")
    for p in range(pixels):
        put("                " + each(rows, "residual", "residualVector", lambda n, at: f"{n}{p} = S.Add({n}{p}, S.Load({at}));") + " residual += outputStep;")
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
        put("            " + each(rows, "y", "outputVector", lambda n, at: f"S.Store({at}, {n}{p});") + " y += outputStep;")
    put(f"            x += {pixels} * s1;")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def dispatch(rows, most):
    """The method that picks a tile by its number of pixels."""
    kind, title = KIND[rows]
    out = [f"    /// <summary>{title} x 1 to {most} pixels: a run of tiles along a row.</summary>",
           f"    private static void {kind}<TStep>(int pixels, in ConvRow r, float* x, float* y, float* residual, int tiles)",
           "        where TStep : struct, IPixelStep", "    {", "        switch (pixels)", "        {"]
    for p in range(1, most + 1):
        label = f"case {p}" if p < most else "default"
        out.append(f"            {label}: {kind}{p}<TStep>(r, x, y, residual, tiles); break;")
    out += ["        }", "    }"]
    return "\n".join(out) + "\n"


ROWS_KIND = {1: "FourRowsOfOne", 2: "TwoRowsOfTwo"}
ROWS = {1: 4, 2: 2}


def row_tile(vectors, pixels):
    """Tiles of several output rows of a kernel of three rows: an input row is loaded once for all output rows that it belongs to."""
    kind, rows = ROWS_KIND[vectors], ROWS[vectors]
    names = "ab"[:vectors]
    sums = lambda t: [f"{n}{t}_{p}" for n in names for p in range(pixels)]
    out = []
    put = out.append
    put(f"    /// <summary>{KIND[vectors][1]} x {rows} rows x {pixels} pixels of a kernel of three rows, tile after tile along the rows.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    private static void {kind}{pixels}(in ConvRow r, in ConvRowSteps steps, float* x, float* y, float* residual, int tiles)")
    put("    {")
    put("        nint blockStep = r.InputBlock, rowStep = r.TapRow, columns = r.KernelWidth, tapRow = columns * TapWeights;")
    put("        nint outputRow = steps.OutputRow, residualRow = steps.ResidualRow" + (";" if vectors == 1 else ", weightVector = r.WeightVector, outputVector = r.OutputVector, residualVector = r.ResidualVector;"))
    put("        for (; tiles > 0; tiles--)")
    put("        {")
    for t in range(rows):
        put("            TV " + ", ".join(sums(t)) + ";")
    put("            if (r.Reload)")
    put("            {")
    at = lambda pointer, k, t, row, vector: pointer + (f" + {times(row, t) if t < 2 else f'{t} * {row}'}" if t else "") + (f" + {vector}" if k else "")
    for t in range(rows):
        for k, n in enumerate(names):
            put("                " + " ".join(f"{n}{t}_{p} = S.Load({at('y', k, t, 'outputRow', 'outputVector')}{f' + {p * 16}' if p else ''});" for p in range(pixels)))
    put("            }")
    put("            else")
    put("            {")
    for k, n in enumerate(names):
        put("                " + " = ".join(f"{n}{t}_{p}" for t in range(rows) for p in range(pixels)) + f" = r.Bias == null ? S.Zero : S.Load(r.Bias{' + S.Width' if k else ''});")
    put("            }")
    put("            float* block = x, w = r.Weights;")
    put("            for (var k = r.Blocks; k != 0; k--, block += blockStep, w += 3 * tapRow)")
    put("            {")
    for i in range(rows + 2):
        active = [t for t in range(rows) if 0 <= i - t < 3]
        kernel = i - active[0]
        put(f"                // Input row {i}: kernel row {kernel}" + (f" of output row {active[0]}" if len(active) == 1 else f" of output row {active[0]}, to row {i - active[-1]} of {active[-1]}") + ".")
        put("                {")
        put(f"                    float* tap = block{'' if i == 0 else ' + rowStep' if i == 1 else f' + {i} * rowStep'}, weights = w{'' if kernel == 0 else ' + tapRow' if kernel == 1 else f' + {kernel} * tapRow'};")
        put("                    for (var j = columns; j != 0; j--, tap += Lanes)")
        put("                    {")
        put("                        float* p = tap, end = weights + TapWeights;")
        put("                        do")
        put("                        {")
        for channel in range(2):
            offset = f" + {channel} * Lanes" if channel else ""
            loads = []
            for number, t in enumerate(active):
                back = "" if number == 0 else " - tapRow" if number == 1 else f" - {number} * tapRow"
                for k in range(vectors):
                    loads.append(f"w{k}_{t} = S.Load(weights{back}{' + weightVector' if k else ''}{offset});")
            put(" " * 28 + ("TV " + ", ".join(f"w{k}_{t}" for t in active for k in range(vectors)) + ", v; " if channel == 0 else "") + " ".join(loads))
            for p in range(pixels):
                address = p * 16 + channel
                line = f"v = S.Create(p[{address}]);"
                for t in active:
                    for k, n in enumerate(names):
                        line += f" {n}{t}_{p} = S.Fma(v, w{k}_{t}, {n}{t}_{p});"
                put(" " * 28 + line)
        put("                            weights += 2 * Lanes;")
        put("                            p += 2;")
        put("                        }")
        put("                        while (weights != end);")
        put("                    }")
        put("                }")
    put("            }")
    put("            if (residual != null)")
    put("            {")
    for t in range(rows):
        for k, n in enumerate(names):
            put("                " + " ".join(f"{n}{t}_{p} = S.Add({n}{t}_{p}, S.Load({at('residual', k, t, 'residualRow', 'residualVector')}{f' + {p * 16}' if p else ''}));" for p in range(pixels)))
    put(f"                residual += {pixels} * Lanes;")
    put("            }")
    put("            if (r.Activation != ConvActivation.None)")
    put("            {")
    put("                var zero = S.Zero;")
    for t in range(rows):
        put("                " + " ".join(f"{n} = S.Max({n}, zero);" for n in sums(t)))
    put("                if (r.Activation == ConvActivation.Relu6)")
    put("                {")
    put("                    var six = S.Create(6f);")
    for t in range(rows):
        put("                    " + " ".join(f"{n} = S.Min({n}, six);" for n in sums(t)))
    put("                }")
    put("            }")
    for t in range(rows):
        for k, n in enumerate(names):
            put("            " + " ".join(f"S.Store({at('y', k, t, 'outputRow', 'outputVector')}{f' + {p * 16}' if p else ''}, {n}{t}_{p});" for p in range(pixels)))
    put(f"            x += {pixels} * Lanes;")
    put(f"            y += {pixels} * Lanes;")
    put("        }")
    put("    }")
    return "\n".join(out) + "\n"


def write(name, parts):
    (TARGET / name).write_text(HEADER + "\n".join(parts) + "}\n")


# Named by what they hold, each below 400 lines or so.
PARTS = {
    1: [(1, 4), (5, 7), (8, 10), (11, 12), (13, 14)],
    2: [(1, 4), (5, 7), (8, 10), (11, 12), (13, 14)],
    3: [(1, 4), (5, 6), (7, 8)],
    4: [(1, 3), (4, 5), (6, 6)],
}
for rows, parts in PARTS.items():
    for first, last in parts:
        text = [dispatch(rows, parts[-1][1])] if first == 1 else []
        write(f"ConvTiles.{KIND[rows][0]}{first}.g.cs", text + [tile(rows, p) for p in range(first, last + 1)])
for vectors in (1, 2):
    for pixels in (4, 5, 6):
        write(f"ConvTiles.{ROWS_KIND[vectors]}{pixels}.g.cs", [row_tile(vectors, pixels)])

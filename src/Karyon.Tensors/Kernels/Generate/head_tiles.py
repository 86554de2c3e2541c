"""Writes the register tiles of convolutions with few outputs: Vector/Heads/HeadTiles.*.g.cs.

Run from anywhere: python3 head_tiles.py. The JIT keeps named locals in registers, but neither arrays nor stackalloc: hence generated text.
"""
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "Vector" / "Heads"

HEADER = """// Written by Kernels/Generate/head_tiles.py: change that, not this.
using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Heads;

internal static unsafe partial class HeadTiles<S, TV, TD>
{
"""

# Up to 4 x 6 sums, their pixels and a weight fit 32 registers; vectors of 256 and 128 bits have 16 and take 4 x 3.
OUTPUTS = (4, 3, 2, 1)
VECTORS = (6, 3, 2, 1)


def shift(name, k, step):
    return name if k == 0 else f"{name} + {step}" if k == 1 else f"{name} + {k} * {step}"


def tile(outputs, vectors):
    """One method: some outputs x some vectors of neighbouring pixels."""
    out = []
    put = out.append
    put(f"    /// <summary>{outputs} output{'s' if outputs > 1 else ''} x {vectors} vector{'s' if vectors > 1 else ''} of pixels.</summary>")
    put("    [MethodImpl(MethodImplOptions.AggressiveOptimization)]")
    put(f"    private static void Tile{outputs}x{vectors}(in HeadRow r, nint at, float* y, nint plane)")
    put("    {")
    put("        TV " + ", ".join(f"a{o}{v}" for o in range(outputs) for v in range(vectors)) + ";")
    put("        if (r.Reload)")
    put("        {")
    put("            var q = y;")
    for o in range(outputs):
        put("            " + " ".join(f"a{o}{v} = S.Load({shift('q', v, 'S.Width')});" for v in range(vectors)) + (" q += plane;" if o + 1 < outputs else ""))
    put("        }")
    put("        else")
    put("        {")
    for o in range(outputs):
        put("            " + " = ".join(f"a{o}{v}" for v in range(vectors)) + f" = r.Bias == null ? S.Zero : S.Create(r.Bias[{o}]);")
    put("        }")
    put("        var w = r.Weights;")
    put("        var ahead = r.Ahead;")
    put("        var line = r.Line;")
    put("        for (var i = 0; i < r.KernelHeight; i++)")
    put("            for (nint j = 0; j < r.KernelWidth; j++)")
    put("            {")
    put("                for (var k = r.AheadPixels; k > 0; k--, ahead += BlockedImage.Lanes) S.Prefetch(ahead);")
    put("                var p = r.Rows[i] + at + j;")
    put(f"                for (var c = r.Channels; c > 0; c--, p += line, w += {outputs})")
    put("                {")
    put("                    TV x, " + ", ".join(f"k{o} = S.Create(w[{o}])" for o in range(outputs)) + ";")
    for v in range(vectors):
        put(f"                    x = S.Load({shift('p', v, 'S.Width')}); " + " ".join(f"a{o}{v} = S.Fma(x, k{o}, a{o}{v});" for o in range(outputs)))
    put("                }")
    put("            }")
    every = [f"a{o}{v}" for o in range(outputs) for v in range(vectors)]
    put("        if (r.Activation != ConvActivation.None)")
    put("        {")
    for i in range(0, len(every), 4):
        put("            " + " ".join(f"{a} = S.Max({a}, S.Zero);" for a in every[i:i + 4]))
    put("            if (r.Activation == ConvActivation.Relu6)")
    put("            {")
    put("                var six = S.Create(6f);")
    for i in range(0, len(every), 4):
        put("                " + " ".join(f"{a} = S.Min({a}, six);" for a in every[i:i + 4]))
    put("            }")
    put("        }")
    for o in range(outputs):
        put("        " + " ".join(f"S.Store({shift('y', v, 'S.Width')}, a{o}{v});" for v in range(vectors)) + (" y += plane;" if o + 1 < outputs else ""))
    put("    }")
    return "\n".join(out) + "\n"


def dispatch():
    out = ["    /// <summary>Some outputs x some vectors of pixels, as few methods as there are tiles for.</summary>",
           "    private static void Tile(int outputs, int vectors, in HeadRow r, nint at, float* y, nint plane)",
           "    {", "        switch (outputs, vectors)", "        {"]
    for o in OUTPUTS:
        for v in VECTORS:
            label = "default" if (o, v) == (OUTPUTS[-1], VECTORS[-1]) else f"case ({o}, {v})"
            out.append(f"            {label}: Tile{o}x{v}(r, at, y, plane); break;")
    out += ["        }", "    }"]
    return "\n".join(out) + "\n"


for o in OUTPUTS:
    text = "\n".join(([dispatch()] if o == OUTPUTS[0] else []) + [tile(o, v) for v in VECTORS])
    (TARGET / f"HeadTiles.{o}.g.cs").write_text(HEADER + text + "}\n")

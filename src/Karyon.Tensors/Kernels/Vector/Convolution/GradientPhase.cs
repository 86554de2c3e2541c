namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>
/// One axis of one phase of an input gradient. Position p of the input is reached by tap k from output position (p + pad - k * dilation)
/// / stride, where that is whole: which taps these are depends on (p + pad) mod stride, the phase. Inside a phase the gradient is a
/// small convolution of stride 1 over the output's gradient, that writes every stride-th position.
/// </summary>
internal readonly record struct GradientPhase
{
    /// <summary>A phase of an axis.</summary>
    /// <param name="kernel">Taps of the forward convolution.</param>
    /// <param name="stride">Its stride.</param>
    /// <param name="dilation">Its dilation.</param>
    /// <param name="pad">Its padding before the first position.</param>
    /// <param name="phase">0 to stride - 1.</param>
    public GradientPhase(int kernel, int stride, int dilation, int pad, int phase)
    {
        Stride = stride;
        First = ((phase - pad) % stride + stride) % stride;
        var tap = 0;
        while (tap < kernel && tap * dilation % stride != phase)
            tap++;
        if (tap == kernel) return;
        var common = CommonDivisor(stride, dilation);
        TapStep = stride / common;
        Dilation = dilation / common;
        Taps = (kernel - 1 - tap) / TapStep + 1;
        LastTap = tap + (Taps - 1) * TapStep;
        Start = (First + pad - LastTap * dilation) / stride;
    }

    /// <summary>Taps of this phase; 0: nothing reaches its positions.</summary>
    public int Taps { get; }

    /// <summary>The forward tap that comes first here: taps are mirrored, so the last one.</summary>
    public int LastTap { get; }

    /// <summary>From a tap of this phase to the forward tap of the one before it.</summary>
    public int TapStep { get; }

    /// <summary>Output positions from a tap of this phase to the next.</summary>
    public int Dilation { get; }

    /// <summary>The phase's first input position.</summary>
    public int First { get; }

    /// <summary>Output position that the first tap reads for the first input position; negative: in the halo.</summary>
    public int Start { get; }

    private int Stride { get; }

    /// <summary>How many of the phase's positions lie before an input position.</summary>
    public int CountBefore(int position) => position <= First ? 0 : (position - First + Stride - 1) / Stride;

    /// <summary>How far the phase reads outside the output.</summary>
    /// <param name="inputs">Input positions.</param>
    /// <param name="outputs">Output positions.</param>
    public int Reach(int inputs, int outputs) => Taps == 0 || CountBefore(inputs) == 0
        ? 0
        : Math.Max(0, Math.Max(-Start, Start + CountBefore(inputs) - 1 + (Taps - 1) * Dilation - (outputs - 1)));

    private static int CommonDivisor(int a, int b) => b == 0 ? a : CommonDivisor(b, a % b);
}

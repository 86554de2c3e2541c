using Karyon.Tensors.Kernels.Scalar.Winograd;

namespace Karyon.Tensors.Operations;

/// <summary>How a convolution's window moves. Padding is zeros; the bottom and right padding is what the output size implies.</summary>
/// <param name="StrideY">Rows between windows.</param>
/// <param name="StrideX">Columns between windows.</param>
/// <param name="PadTop">Rows of zeros above.</param>
/// <param name="PadLeft">Columns of zeros to the left.</param>
/// <param name="PadBottom">Rows of zeros below.</param>
/// <param name="PadRight">Columns of zeros to the right.</param>
/// <param name="DilationY">Rows between taps.</param>
/// <param name="DilationX">Columns between taps.</param>
/// <param name="Groups">Groups of channels that are convolved apart; as many as channels: depthwise.</param>
public readonly record struct ConvolutionGeometry(int StrideY, int StrideX, int PadTop, int PadLeft, int PadBottom, int PadRight, int DilationY, int DilationX, int Groups)
{
    /// <summary>The same stride, padding and dilation on both axes.</summary>
    public static ConvolutionGeometry Square(int stride = 1, int padding = 0, int dilation = 1, int groups = 1) =>
        new(stride, stride, padding, padding, padding, padding, dilation, dilation, groups);

    /// <summary>Rows of the result for rows of the input.</summary>
    public int OutputHeight(int height, int kernel) => (height + PadTop + PadBottom - DilationY * (kernel - 1) - 1) / StrideY + 1;

    /// <summary>Columns of the result for columns of the input.</summary>
    public int OutputWidth(int width, int kernel) => (width + PadLeft + PadRight - DilationX * (kernel - 1) - 1) / StrideX + 1;

    internal Shape Output(string name, Shape input, Shape weights)
    {
        if (input.Rank != 4 || weights.Rank != 4) throw new ShapeException($"{name}: needs an image [N, C, H, W] and weights [O, I, kh, kw], not {input} and {weights}");
        if (StrideY < 1 || StrideX < 1 || DilationY < 1 || DilationX < 1 || Groups < 1 || PadTop < 0 || PadLeft < 0 || PadBottom < 0 || PadRight < 0)
            throw new ShapeException($"{name}: {this} has a stride, dilation or group count below 1, or a negative padding");
        if (input[1] != weights[1] * Groups || weights[0] % Groups != 0)
            throw new ShapeException($"{name}: {input[1]} input channels in {Groups} groups do not fit weights {weights}");
        int height = OutputHeight(input[2], weights[2]), width = OutputWidth(input[3], weights[3]);
        if (input[2] + PadTop + PadBottom < DilationY * (weights[2] - 1) + 1 || input[3] + PadLeft + PadRight < DilationX * (weights[3] - 1) + 1)
            throw new ShapeException($"{name}: the window of {weights} does not fit into the padded image {input}");
        return new Shape(input[0], weights[0], height, width);
    }

    /// <summary>Whether and how Winograd's transforms compute a convolution, or an input gradient, from some channels to an output, by shapes only.</summary>
    internal WinogradForm Winograd(int channelsIn, Shape weights, Shape output) =>
        weights[2] == 3 && weights[3] == 3 && this is { Groups: 1, StrideY: 1, StrideX: 1, DilationY: 1, DilationX: 1, PadTop: <= 2, PadLeft: <= 2 }
            ? WinogradRule.Choose(channelsIn, output[1], output[2], output[3], 3, 1)
            : WinogradForm.Direct;
}

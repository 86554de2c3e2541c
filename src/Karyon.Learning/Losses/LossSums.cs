using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>The sums that losses over maps [N, C, H, W] are made of.</summary>
internal static class LossSums
{
    private const float FocusEpsilon = 1e-8f;

    /// <summary>The sum of each channel over images and pixels: [C].</summary>
    public static Value PerChannel(Value image) => new(new ChannelSum(), image);

    /// <summary>The sum of all elements.</summary>
    public static Value SumOf(Value image) => PerChannel(image).Sum();

    /// <summary>One channel of an image, several times.</summary>
    public static Value ChannelRepeated(Value image, int channel, int times) =>
        image.Shape[1] == times && Enumerable.Range(0, times).All(c => c == channel) ? image : new Value(new Gather(1, new AxisList(Enumerable.Repeat(channel, times))), image);

    /// <summary>
    /// The squared error of the gradients of two distance maps, weighted by a focus: sum(focus (g * error)²) / (sum(focus) + 1e-8), both over both channels. The
    /// gradient is linear, so one convolution of the maps' difference serves.
    /// </summary>
    /// <param name="error">Prediction less truth, [N, 2, H, W].</param>
    /// <param name="focus">Weight of each pixel, the same in both channels, [N, 2, H, W].</param>
    /// <param name="axes">Along which axis each map is differentiated.</param>
    public static Value GradientError(Value error, Value focus, GradientAxes axes)
    {
        var kernels = Value.Constant(HoverNetLoss.GradientKernels(axes), new Shape(2, 1, 5, 5));
        var gradient = error.Conv2d(kernels, null, ConvolutionGeometry.Square(padding: 2, groups: 2));
        return SumOf(gradient * gradient * focus) / (SumOf(focus) + FocusEpsilon);
    }

    /// <summary>Refuses a truth of another shape than the network's map.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static void Require(Value truth, Shape shape, string name)
    {
        if (truth.Shape != shape) throw new ShapeException($"the truth of {name} is {truth.Shape}, the network's map {shape}");
    }
}

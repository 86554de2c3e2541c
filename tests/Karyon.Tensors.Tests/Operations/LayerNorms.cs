using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Samples of layer normalisation and of the parts of its gradient.</summary>
internal static class LayerNorms
{
    private const float Epsilon = 1e-2f;

    public static OperationSample Forward(SampleDraw draw)
    {
        var image = draw.Image();
        var channels = new Shape(image[1]);
        return OperationSamples.Of(new LayerNorm(Epsilon), [new(image, -2, 3), new(channels, 0.5f, 2), new(channels)],
            [[image, channels, new Shape(image[1] + 1)], [image, new Shape(1, image[1]), channels], [channels, channels, channels]]);
    }

    public static OperationSample Sums(SampleDraw draw)
    {
        var image = draw.Image();
        return OperationSamples.Of(new LayerNormSums(Epsilon), [new(image, -2, 3), new(image)], [[image, image.With(2, image[2] + 1)], [new Shape(3), new Shape(3)]]) with { LacksGradient = true };
    }

    public static OperationSample InputGradient(SampleDraw draw)
    {
        var image = draw.Image();
        var channels = new Shape(image[1]);
        return OperationSamples.Of(new LayerNormInputGradient(Epsilon), [new(image, -2, 3), new(channels, 0.5f, 2), new(image)],
            [[image, channels, image.With(1, image[1] + 1)], [image, new Shape(image[1] + 1), image], [channels, channels, channels]]) with { LacksGradient = true };
    }
}

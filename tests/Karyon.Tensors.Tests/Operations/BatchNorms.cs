using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Samples of batch normalisation and of the parts of its gradient.</summary>
internal static class BatchNorms
{
    private const float Epsilon = 1e-5f;

    /// <summary>With fixed moments, or with the image's own, through which the gradient runs too.</summary>
    public static OperationSample Forward(SampleDraw draw)
    {
        var activation = Activation(draw);
        var image = draw.Image(2);
        var (channels, moments) = (new Shape(image[1]), new Shape(2, image[1]));
        if (draw.Chance)
        {
            var norm = new BatchNorm(Epsilon, activation, FromBatch: true);
            return new OperationSample(norm, new SampleInput(image, -2, 3), new SampleInput(channels, 0.5f, 2), new SampleInput(channels))
            {
                Build = inputs => new Value(norm, inputs[0], new Value(new ChannelMoments(null), inputs[0]), inputs[1], inputs[2]),
                Misfits = [[image, moments, channels, new Shape(image[1] + 1)]],
            };
        }
        return OperationSamples.Of(new BatchNorm(Epsilon, activation, FromBatch: false), Operands(image),
            [[image, new Shape(3, image[1]), channels, channels], [image, moments, new Shape(image[1] + 1), channels], [channels, moments, channels, channels]]);
    }

    public static OperationSample Sums(SampleDraw draw)
    {
        var image = draw.Image();
        return OperationSamples.Of(new BatchNormSums(Epsilon, Activation(draw)), [.. Operands(image), new(image)], Misfits(image)) with { LacksGradient = true };
    }

    public static OperationSample InputGradient(SampleDraw draw)
    {
        var image = draw.Image();
        return OperationSamples.Of(new BatchNormInputGradient(Epsilon, Activation(draw), draw.Chance), [.. Operands(image), new(image), new(new Shape(2, image[1]))],
            [.. Misfits(image).Select(shapes => (Shape[])[.. shapes, new Shape(2, image[1])])]) with { LacksGradient = true };
    }

    private static Shape[][] Misfits(Shape image)
    {
        Shape channels = new(image[1]), moments = new(2, image[1]);
        return [[image, moments, channels, channels, image.With(2, image[2] + 1)], [image, new Shape(3, image[1]), channels, channels, image], [image, moments, new Shape(image[1] + 1), channels, image], [channels, moments, channels, channels, channels]];
    }

    private static Activation Activation(SampleDraw draw) => draw.Pick(Karyon.Tensors.Operations.Activation.None, Karyon.Tensors.Operations.Activation.Relu, Karyon.Tensors.Operations.Activation.Relu6);

    /// <summary>Image, moments (mean and variance, both positive here), scale, shift.</summary>
    private static SampleInput[] Operands(Shape image) =>
        [new(image, -2, 3), new(new Shape(2, image[1]), 0.2f, 1.5f, Differentiable: false), new(new Shape(image[1]), 0.5f, 2), new(new Shape(image[1]))];
}

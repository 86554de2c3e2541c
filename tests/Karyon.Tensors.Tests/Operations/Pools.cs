using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Samples of pooling.</summary>
internal static class Pools
{
    public static OperationSample Of(SampleDraw draw, Func<PoolGeometry, Operation> make)
    {
        var (image, geometry) = Draw(draw);
        return OperationSamples.Of(make(geometry), [new SampleInput(image)], [[new Shape(2, 3)], [image.With(2, 0).With(3, 0)]]);
    }

    /// <summary>The pooled image is an operand too; it must be the image's own, so it is written down from it.</summary>
    public static OperationSample MaxGradient(SampleDraw draw)
    {
        var (image, geometry) = Draw(draw);
        var result = geometry.Output("sample", image);
        var gradient = new MaxPool2dGradient(geometry);
        return new OperationSample(gradient, new SampleInput(image), new SampleInput(result))
        {
            Build = inputs => new Value(gradient, inputs[0], new Value(new MaxPool2d(geometry), inputs[0]), inputs[1]),
            Misfits = [[image, result, result.With(2, result[2] + 1)], [image, result.With(2, result[2] + 1), result], [new Shape(2), result, result]],
            LacksGradient = true,
        };
    }

    public static OperationSample AverageGradient(SampleDraw draw)
    {
        var (image, geometry) = Draw(draw);
        var result = geometry.Output("sample", image);
        return OperationSamples.Of(new AveragePool2dGradient(geometry, draw.Chance, image[2], image[3]), [new SampleInput(result)], [[result.With(2, result[2] + 1)], [new Shape(2)]]);
    }

    private static (Shape Image, PoolGeometry Geometry) Draw(SampleDraw draw)
    {
        var kernel = draw.Int(1, 3);
        return (draw.Image(kernel), new PoolGeometry(kernel, draw.Int(1, 3), draw.Int(0, kernel / 2)));
    }
}

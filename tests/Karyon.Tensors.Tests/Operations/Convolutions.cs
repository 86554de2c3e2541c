using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Samples of convolutions: any stride, padding, dilation and grouping.</summary>
internal static class Convolutions
{
    public static OperationSample Forward(SampleDraw draw)
    {
        var (image, weights, geometry) = Draw(draw);
        SampleInput[] inputs = draw.Chance ? [new(image), new(weights), new(new Shape(weights[0]))] : [new(image), new(weights)];
        return OperationSamples.Of(new Convolution2d(geometry), inputs,
            [[image, weights.With(1, weights[1] + 1)], [image.With(2, 0), weights.With(2, 9)], [image, new Shape(2, 3)], [image, weights, new Shape(weights[0] + 1)], [new Shape(3), weights]]);
    }

    public static OperationSample InputGradient(SampleDraw draw)
    {
        var (image, weights, geometry) = Draw(draw);
        var result = geometry.Output("sample", image, weights);
        return OperationSamples.Of(new Conv2dInputGradient(geometry, image[2], image[3]), [new(result), new(weights)],
            [[result.With(2, result[2] + 1), weights], [result, weights.With(0, weights[0] + geometry.Groups)], [result, new Shape(2)], [new Shape(2), weights]]);
    }

    public static OperationSample WeightGradient(SampleDraw draw)
    {
        var (image, weights, geometry) = Draw(draw);
        var result = geometry.Output("sample", image, weights);
        return OperationSamples.Of(new Conv2dWeightGradient(geometry, weights[2], weights[3]), [new(image), new(result)],
            [[image, result.With(3, result[3] + 1)], [image.With(0, image[0] + 1), result], [new Shape(2), result], [image, new Shape(2)]]);
    }

    private static (Shape Image, Shape Weights, ConvolutionGeometry Geometry) Draw(SampleDraw draw)
    {
        var kind = draw.Int(0, 4);
        int rows = draw.Pick(1, 3, 3, 2, 5), columns = draw.Chance ? rows : draw.Int(1, 3), dilation = draw.Pick(1, 1, 2);
        var image = draw.Image(Math.Max(rows, columns));
        var groups = kind == 4 ? image[1] : kind == 3 ? 2 : 1;
        if (kind == 3) image = image.With(1, 2 * draw.GroupChannels);
        var outputs = kind == 4 ? image[1] * draw.Pick(1, 1, 2) : kind == 3 ? 2 * draw.GroupChannels : draw.Channels;
        var stride = draw.Pick(1, 1, 2, 3);
        // A dilated window may be larger than the image: then the padding must make room for it.
        int tall = Math.Max(0, dilation * (rows - 1) + 1 - image[2]), wide = Math.Max(0, dilation * (columns - 1) + 1 - image[3]);
        var symmetric = draw.Chance;
        int top = tall + (symmetric ? rows / 2 : draw.Int(0, 2)), left = wide + (symmetric ? columns / 2 : draw.Int(0, 2));
        var geometry = new ConvolutionGeometry(stride, symmetric ? stride : draw.Pick(1, 2), top, left, symmetric ? top : draw.Int(0, 2), symmetric ? left : draw.Int(0, 2), dilation, dilation, groups);
        return (image, new Shape(outputs, image[1] / groups, rows, columns), geometry);
    }
}

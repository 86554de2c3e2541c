using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

/// <summary>Runs a case through the kernels of one width, its chunks backwards, and compares.</summary>
internal static unsafe class ConvRunner
{
    /// <summary>The widths that this machine runs.</summary>
    public static IEnumerable<VectorPath> Paths => Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported);

    /// <summary>Asserts that every width gives exactly these values.</summary>
    public static void AssertForward(ConvCase c, float[] expected, int outputHalo)
    {
        using var x = new BlockedFloats(c.Size.Images, c.Segments, c.Size.Height, c.Size.Width, c.Halo).With(c.X);
        using var residual = new BlockedFloats(c.Size.Images, [c.Size.Outputs], c.Size.OutputHeight, c.Size.OutputWidth, outputHalo);
        using var weights = new NativeFloats(ConvWeights.Floats(c.Segments, [c.Size.Outputs], c.Shape), float.NaN);
        using var bias = new NativeFloats(ChannelBlocks.BlocksOf(c.Size.Outputs) * 16, float.NaN);
        fixed (float* dense = c.Weights, denseBias = c.Bias)
        {
            ConvWeights.Pack(dense, c.Segments, [c.Size.Outputs], c.Shape, weights.Pointer, 0, ChannelBlocks.BlocksOf(c.Size.Outputs));
            ConvWeights.PackBias(denseBias, [c.Size.Outputs], bias.Pointer);
        }
        if (c.Residual.Length > 0) residual.With(c.Residual);
        foreach (var path in Paths)
        {
            using var y = new BlockedFloats(c.Size.Images, [c.Size.Outputs], c.Size.OutputHeight, c.Size.OutputWidth, outputHalo, float.NaN);
            var arguments = new ConvArguments
            {
                Input = x.View,
                Weights = weights.Pointer,
                Bias = c.Bias.Length > 0 ? bias.Pointer : null,
                Output = y.View,
                Residual = c.Residual.Length > 0 ? residual.View : default,
                Activation = c.Activation,
                Shape = c.Shape,
            };
            var kernels = ConvKernels.Create(path);
            for (var chunk = kernels.Chunks(arguments) - 1; chunk >= 0; chunk--)
                kernels.Run(arguments, chunk, null);
            y.AssertHolds(expected, $"{path}: {c}");
        }
    }
}

using System.Runtime.Intrinsics;

namespace Karyon.Tensors.Kernels.Vector.Elementwise;

/// <summary>
/// Functions of one or two values, element by element, on blocked images (by strips of <see cref="RowChunks"/>) and on flat arrays
/// (by chunks of <see cref="FlatArguments.ChunkElements"/>). The twin is <see cref="Scalar.Elementwise.ElementwiseTwin"/>.
/// </summary>
internal abstract unsafe class ElementwiseKernels
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Chunks of an operation on images of this size.</summary>
    public static int Chunks(in BlockedImage image) => new RowChunks(image).Count;

    /// <summary>Chunks of an operation on arrays of this length.</summary>
    public static int Chunks(long length) => (int)((length + FlatArguments.ChunkElements - 1) / FlatArguments.ChunkElements);

    /// <summary>One operand.</summary>
    public void Run(UnaryOperation operation, in ElementwiseArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        var masked = IsMasked(operation, a.Shift);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var to = a.Output.Row(at.Image, at.Block, y);
                Unary(operation, a.A.Row(at.Image, at.Block, y), to, (nint)a.Output.Width * Lanes, a.Scale, a.Shift);
                if (masked) Mask(a, at.Block, to);
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>Two operands: two images, or an image and a value per channel.</summary>
    public void Run(BinaryOperation operation, in ElementwiseArguments a, int chunk)
    {
        var cut = new RowChunks(a.Output);
        var masked = IsMasked(operation);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
            {
                var to = a.Output.Row(at.Image, at.Block, y);
                var from = a.A.Row(at.Image, at.Block, y);
                if (a.Channels != null)
                    PerChannel(operation, from, a.Channels + at.Image * a.ChannelsImageStride + at.Block * Lanes, to, a.Output.Width, a.Scale);
                else
                    Binary(operation, from, a.B.Row(at.Image, at.Block, y), to, (nint)a.Output.Width * Lanes, a.Scale);
                if (masked) Mask(a, at.Block, to);
            }
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    /// <summary>One operand, flat.</summary>
    public void Run(UnaryOperation operation, in FlatArguments a, int chunk)
    {
        var first = (nint)chunk * FlatArguments.ChunkElements;
        Unary(operation, a.A + first, a.Output + first, (nint)Math.Min(FlatArguments.ChunkElements, a.Length - first), a.Scale, a.Shift);
    }

    /// <summary>Two operands, flat.</summary>
    public void Run(BinaryOperation operation, in FlatArguments a, int chunk)
    {
        var first = (nint)chunk * FlatArguments.ChunkElements;
        Binary(operation, a.A + first, a.B + first, a.Output + first, (nint)Math.Min(FlatArguments.ChunkElements, a.Length - first), a.Scale);
    }

    /// <summary>The kernels for a vector width.</summary>
    public static ElementwiseKernels Create(VectorPath path) => path switch
    {
        VectorPath.Bits512 => new ElementwiseKernels<Simd512, Vector512<float>, Vector512<double>>(),
        VectorPath.Bits256 => new ElementwiseKernels<Simd256, Vector256<float>, Vector256<double>>(),
        _ => new ElementwiseKernels<Simd128, Vector128<float>, Vector128<double>>(),
    };

    /// <summary>Neighbouring floats of any number.</summary>
    protected abstract void Unary(UnaryOperation operation, float* x, float* to, nint length, float scale, float shift);

    /// <summary>Neighbouring floats of any number.</summary>
    protected abstract void Binary(BinaryOperation operation, float* a, float* b, float* to, nint length, float scale);

    /// <summary>A row of pixels and 16 channel values.</summary>
    protected abstract void PerChannel(BinaryOperation operation, float* a, float* channels, float* to, int width, float scale);

    private static bool IsMasked(UnaryOperation operation, float shift) => operation switch
    {
        UnaryOperation.ScaleShift => shift != 0,
        UnaryOperation.Sigmoid or UnaryOperation.Exp or UnaryOperation.Log or UnaryOperation.Reciprocal => true,
        _ => false,
    };

    private static bool IsMasked(BinaryOperation operation) =>
        operation is BinaryOperation.Div or BinaryOperation.SqrtGradient or BinaryOperation.LogGradient;

    private static void Mask(in ElementwiseArguments a, int block, float* row)
    {
        var channels = a.Segments.InBlock(block, out _);
        if (channels == Lanes) return;
        for (var end = row + (nint)a.Output.Width * Lanes; row != end; row += Lanes)
            for (var lane = channels; lane < Lanes; lane++) row[lane] = 0;
    }
}

using System.Buffers.Binary;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>The stored elements of a tensor as numbers.</summary>
internal static class TfLiteElements
{
    /// <summary>Dequantises: (q - zero point) * scale in double, rounded to float once. Floats are taken as they are.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="tensor">A tensor with stored elements.</param>
    /// <exception cref="InvalidTensorFileException">There are none, their number does not fit the shape, they are of a format that is not read, or the scales do not fit.</exception>
    public static float[] Read(string file, TfLiteTensor tensor)
    {
        var size = tensor.Type switch
        {
            TfLiteElementType.Float32 or TfLiteElementType.Int32 => 4,
            TfLiteElementType.Float16 => 2,
            TfLiteElementType.UInt8 or TfLiteElementType.Int8 => 1,
            _ => throw Invalid(file, tensor, $"has the number format {tensor.Type}, which is not read (float32, float16, int32, uint8 and int8 are)"),
        };
        // Checked before anything is allocated: a shape is no promise of data.
        if (tensor.Data.Length != tensor.Shape.Count * size) throw Invalid(file, tensor, $"has {tensor.Data.Length} bytes, {tensor.Shape} needs {tensor.Shape.Count * size}");
        var (period, inner) = Channels(file, tensor);
        var data = tensor.Data.Span;
        var elements = new float[tensor.Shape.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = tensor.Type switch
            {
                TfLiteElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(data[(4 * i)..]),
                TfLiteElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(data[(2 * i)..]),
                TfLiteElementType.Int32 => Dequantize(BinaryPrimitives.ReadInt32LittleEndian(data[(4 * i)..]), tensor.Quantization, i / inner % period),
                TfLiteElementType.UInt8 => Dequantize(data[i], tensor.Quantization, i / inner % period),
                _ => Dequantize((sbyte)data[i], tensor.Quantization, i / inner % period),
            };
        }
        return elements;
    }

    private static float Dequantize(int stored, TfLiteQuantization quantization, int channel)
    {
        var zero = quantization.ZeroPoints.Count == 0 ? 0 : quantization.ZeroPoints[channel];
        return (float)((stored - zero) * (double)quantization.Scales[channel]);
    }

    /// <summary>How often scales repeat: element i uses scale i / inner mod period.</summary>
    private static (int Period, int Inner) Channels(string file, TfLiteTensor tensor)
    {
        if (tensor.Type is TfLiteElementType.Float32 or TfLiteElementType.Float16) return (1, 1);
        var (scales, zeros, axis) = (tensor.Quantization.Scales, tensor.Quantization.ZeroPoints, tensor.Quantization.Axis);
        if (scales.Count == 0) throw Invalid(file, tensor, "holds integers without a scale");
        if (zeros.Count != 0 && zeros.Count != scales.Count) throw Invalid(file, tensor, $"has {scales.Count} scales and {zeros.Count} zero points");
        if (scales.Any(scale => !float.IsFinite(scale) || scale <= 0)) throw Invalid(file, tensor, "has a scale that is not a positive number");
        if (zeros.Any(zero => zero is < int.MinValue or > int.MaxValue)) throw Invalid(file, tensor, "has a zero point beyond 32 bits");
        if (scales.Count == 1) return (1, 1);
        if (axis < 0 || axis >= tensor.Shape.Rank || tensor.Shape[axis] != scales.Count) throw Invalid(file, tensor, $"has {scales.Count} scales for dimension {axis} of {tensor.Shape}");
        var inner = 1;
        for (var d = axis + 1; d < tensor.Shape.Rank; d++) inner *= tensor.Shape[d];
        return (scales.Count, inner);
    }

    private static InvalidTensorFileException Invalid(string file, TfLiteTensor tensor, string what) => new($"{file}: tensor {tensor.Name} {what}");
}

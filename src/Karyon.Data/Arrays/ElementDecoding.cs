using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Turns stored bytes into typed elements: byte order, and column-major to row-major.</summary>
internal static class ElementDecoding
{
    /// <summary>Bytes of one numeric element.</summary>
    public static int SizeOf(ElementType type) => type switch
    {
        ElementType.Boolean or ElementType.Int8 or ElementType.UInt8 => 1,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 => 2,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 4,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "text has no fixed size"),
    };

    /// <summary>Reads numeric elements, as many as the bytes hold.</summary>
    public static Array Decode(ReadOnlySpan<byte> bytes, ElementType type, bool bigEndian)
    {
        var swap = bigEndian == BitConverter.IsLittleEndian;
        return type switch
        {
            // Any byte other than 0 is true, as NumPy has it; the bytes may not be copied into bools as they are.
            ElementType.Boolean => Array.ConvertAll(bytes.ToArray(), value => value != 0),
            ElementType.Int8 => Copy<sbyte>(bytes),
            ElementType.UInt8 => bytes.ToArray(),
            ElementType.Int16 => Swap16(Copy<short>(bytes), swap),
            ElementType.UInt16 => Swap16(Copy<ushort>(bytes), swap),
            ElementType.Float16 => Swap16(Copy<Half>(bytes), swap),
            ElementType.Int32 => Swap32(Copy<int>(bytes), swap),
            ElementType.UInt32 => Swap32(Copy<uint>(bytes), swap),
            ElementType.Float32 => Swap32(Copy<float>(bytes), swap),
            ElementType.Int64 => Swap64(Copy<long>(bytes), swap),
            ElementType.UInt64 => Swap64(Copy<ulong>(bytes), swap),
            ElementType.Float64 => Swap64(Copy<double>(bytes), swap),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "text is decoded by its reader"),
        };
    }

    /// <summary>The elements of a column-major array in row-major order.</summary>
    public static Array FromColumnMajor(Array data, ElementType type, int[] shape) => type switch
    {
        _ when shape.Length < 2 => data,
        ElementType.Boolean => Permute((bool[])data, shape),
        ElementType.Int8 => Permute((sbyte[])data, shape),
        ElementType.UInt8 => Permute((byte[])data, shape),
        ElementType.Int16 => Permute((short[])data, shape),
        ElementType.UInt16 => Permute((ushort[])data, shape),
        ElementType.Int32 => Permute((int[])data, shape),
        ElementType.UInt32 => Permute((uint[])data, shape),
        ElementType.Int64 => Permute((long[])data, shape),
        ElementType.UInt64 => Permute((ulong[])data, shape),
        ElementType.Float16 => Permute((Half[])data, shape),
        ElementType.Float32 => Permute((float[])data, shape),
        ElementType.Float64 => Permute((double[])data, shape),
        _ => Permute((string[])data, shape),
    };

    /// <summary>The number of elements of a shape from outside.</summary>
    /// <exception cref="InvalidFileException">A dimension is negative, or there are more elements than the bound.</exception>
    public static int CountOf(ReadOnlySpan<int> shape, long maxElements, string name)
    {
        // An empty dimension makes the product 0, but the others must not overflow before it is seen.
        long count = 1;
        var isEmpty = false;
        foreach (var length in shape)
        {
            if (length < 0) throw new InvalidFileException($"{name}: the shape ({string.Join(", ", shape.ToArray())}) has a negative dimension");
            if (length == 0) isEmpty = true;
            else if (count <= maxElements) count *= length;
        }
        if (isEmpty) return 0;
        if (count > Math.Min(maxElements, Array.MaxLength))
            throw new InvalidFileException($"{name}: the shape ({string.Join(", ", shape.ToArray())}) holds more than the {maxElements} elements allowed");
        return (int)count;
    }

    private static T[] Copy<T>(ReadOnlySpan<byte> bytes) where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes).ToArray();

    private static T[] Swap16<T>(T[] values, bool swap) where T : unmanaged
    {
        var bits = MemoryMarshal.Cast<T, ushort>(values.AsSpan());
        if (swap) BinaryPrimitives.ReverseEndianness(bits, bits);
        return values;
    }

    private static T[] Swap32<T>(T[] values, bool swap) where T : unmanaged
    {
        var bits = MemoryMarshal.Cast<T, uint>(values.AsSpan());
        if (swap) BinaryPrimitives.ReverseEndianness(bits, bits);
        return values;
    }

    private static T[] Swap64<T>(T[] values, bool swap) where T : unmanaged
    {
        var bits = MemoryMarshal.Cast<T, ulong>(values.AsSpan());
        if (swap) BinaryPrimitives.ReverseEndianness(bits, bits);
        return values;
    }

    private static T[] Permute<T>(T[] source, int[] shape)
    {
        var result = new T[source.Length];
        var strides = new int[shape.Length];
        var stride = 1;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        var index = new int[shape.Length];
        var from = 0;
        for (var to = 0; to < result.Length; to++)
        {
            result[to] = source[from];
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < shape[axis]) break;
                from -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
        return result;
    }
}

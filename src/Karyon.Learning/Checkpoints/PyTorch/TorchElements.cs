using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>Stored little-endian elements as float32: halves are widened without loss, doubles and long integers rounded, true is 1.</summary>
internal static class TorchElements
{
    /// <summary>Bytes of an element.</summary>
    public static int SizeOf(TorchElementType type) => type switch
    {
        TorchElementType.Float64 or TorchElementType.Int64 => 8,
        TorchElementType.Float32 or TorchElementType.Int32 => 4,
        TorchElementType.Float16 or TorchElementType.BFloat16 or TorchElementType.Int16 => 2,
        _ => 1,
    };

    /// <summary>Reads as many elements as the target holds.</summary>
    public static void Widen(ReadOnlySpan<byte> source, TorchElementType type, Span<float> target)
    {
        if (type == TorchElementType.Float32 && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(source)[..target.Length].CopyTo(target);
            return;
        }
        var size = SizeOf(type);
        for (var i = 0; i < target.Length; i++) target[i] = Widen(source[(i * size)..], type);
    }

    /// <summary>Reads the element that bytes start with.</summary>
    public static float Widen(ReadOnlySpan<byte> source, TorchElementType type) => type switch
    {
        TorchElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(source),
        TorchElementType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(source),
        TorchElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(source),
        TorchElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source) << 16),
        TorchElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(source),
        TorchElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(source),
        TorchElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(source),
        TorchElementType.Int8 => (sbyte)source[0],
        TorchElementType.Bool => source[0] != 0 ? 1 : 0,
        _ => source[0],
    };
}

using System.Numerics;

namespace Karyon.Learning.Training.TensorBoard;

/// <summary>CRC-32C (Castagnoli) as in RFC 3720, and the form of it that TFRecord files keep.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    /// <summary>The checksum.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>The checksum turned by 15 bits and moved by a constant, as TensorFlow stores it (<c>lib/hash/crc32c.h</c>): a checksum of data that holds checksums is weak.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Of(bytes), 15) + MaskDelta);
}

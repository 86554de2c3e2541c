namespace Karyon.Data.Codecs.Png;

/// <summary>The CRC of PNG chunks: ISO 3309, polynomial 0xEDB88320 reflected (PNG specification, annex D), eight bytes a step.</summary>
internal static class Crc32
{
    /// <summary>What a running CRC starts with.</summary>
    public const uint Start = 0xFFFFFFFF;

    // Slices[k * 256 + b] is byte b followed by k zero bytes.
    private static readonly uint[] Slices = MakeSlices();

    /// <summary>Adds bytes to a running CRC.</summary>
    public static uint Append(uint running, ReadOnlySpan<byte> bytes)
    {
        var slices = Slices;
        while (bytes.Length >= 8)
        {
            var low = running ^ (uint)(bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24);
            running = slices[7 * 256 + (int)(low & 255)] ^ slices[6 * 256 + (int)(low >> 8 & 255)]
                ^ slices[5 * 256 + (int)(low >> 16 & 255)] ^ slices[4 * 256 + (int)(low >> 24)]
                ^ slices[3 * 256 + bytes[4]] ^ slices[2 * 256 + bytes[5]] ^ slices[256 + bytes[6]] ^ slices[bytes[7]];
            bytes = bytes[8..];
        }
        foreach (var value in bytes)
            running = running >> 8 ^ slices[(int)((running ^ value) & 255)];
        return running;
    }

    /// <summary>The CRC as a chunk stores it, from a running one.</summary>
    public static uint Finish(uint running) => ~running;

    private static uint[] MakeSlices()
    {
        var slices = new uint[8 * 256];
        for (uint value = 0; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            slices[value] = crc;
        }
        for (var i = 256; i < slices.Length; i++)
            slices[i] = slices[i - 256] >> 8 ^ slices[slices[i - 256] & 255];
        return slices;
    }
}

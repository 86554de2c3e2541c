using System.Buffers.Binary;
using System.Text;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Reads NumPy's .npy files: versions 1.0 to 3.0, either byte order, row- or column-major, numbers, booleans and unicode text.</summary>
public static class NpyFile
{
    /// <summary>Reads a file, gzip-wrapped or not. Memory goes with the file's content, never with what its header claims.</summary>
    /// <param name="path">A .npy or .npy.gz file.</param>
    /// <param name="limits">Bounds on content and elements.</param>
    /// <exception cref="InvalidFileException">The file is absent, broken or beyond the limits.</exception>
    /// <exception cref="UnsupportedFeatureException">The elements are objects, records, complex numbers, dates or byte strings.</exception>
    public static NdArray Read(string path, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        return Parse(BoundedFile.ReadAllBytes(path, limits.MaxBytes), path, limits);
    }

    /// <summary>Reads the content of a .npy file.</summary>
    /// <param name="bytes">The file's bytes; what follows the array is ignored.</param>
    /// <param name="name">What to call the file in errors.</param>
    /// <param name="limits">Bounds on elements.</param>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static NdArray Parse(ReadOnlySpan<byte> bytes, string name, DecodeLimits? limits = null)
    {
        limits ??= DecodeLimits.Default;
        var header = NpyHeader.Parse(bytes, name);
        var count = ElementDecoding.CountOf(header.Shape, limits.MaxBytes / header.ItemSize, name);
        var size = (long)count * header.ItemSize;
        if (header.DataOffset + size > bytes.Length)
            throw new InvalidFileException($"{name}: the shape ({string.Join(", ", header.Shape)}) needs {size} bytes from offset {header.DataOffset}, the file has {bytes.Length}; it is truncated");

        var content = bytes.Slice(header.DataOffset, (int)size);
        var data = header.Type == ElementType.Text
            ? DecodeTexts(content, count, header, name, limits)
            : ElementDecoding.Decode(content, header.Type, header.BigEndian);
        if (header.ColumnMajor) data = ElementDecoding.FromColumnMajor(data, header.Type, header.Shape);
        return new NdArray(name, header.Type, header.Shape, data);
    }

    /// <summary>Fixed-width UTF-32, padded with zeros.</summary>
    private static string[] DecodeTexts(ReadOnlySpan<byte> content, int count, NpyHeader header, string name, DecodeLimits limits)
    {
        const int BytesOfAnEmptyString = 32;
        if ((long)count * (BytesOfAnEmptyString + header.ItemSize) > limits.MaxBytes)
            throw new InvalidFileException($"{name}: {count} texts need more than the {limits.MaxBytes} bytes allowed");
        var texts = new string[count];
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var item = content.Slice(i * header.ItemSize, header.ItemSize);
            text.Clear();
            var zeros = 0;
            for (; item.Length > 0; item = item[4..])
            {
                var code = header.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(item) : BinaryPrimitives.ReadUInt32LittleEndian(item);
                if (code == 0)
                {
                    zeros++;
                    continue;
                }
                if (!Rune.IsValid(code)) throw new InvalidFileException($"{name}: text {i} holds {code:X8}, which is no character");
                // Zeros are padding at the end only; within a text they are kept, as NumPy keeps them.
                text.Append('\0', zeros).Append(new Rune(code).ToString());
                zeros = 0;
            }
            texts[i] = text.ToString();
        }
        return texts;
    }
}

using System.Buffers.Binary;
using System.Text;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>
/// The header of a .npy file: NumPy's "numpy.lib.format", versions 1.0, 2.0 and 3.0. Its dictionary is a Python literal, of
/// which only what NumPy writes is read: the keys descr, fortran_order and shape.
/// </summary>
internal sealed record NpyHeader(ElementType Type, int ItemSize, bool BigEndian, bool ColumnMajor, int[] Shape, int DataOffset)
{
    private const int MaxHeader = 1 << 16;
    private const int MaxRank = 32;

    /// <summary>Reads the header at the start of a file.</summary>
    /// <exception cref="InvalidFileException">It is no .npy header, or a broken one.</exception>
    /// <exception cref="UnsupportedFeatureException">The elements are objects, records, complex numbers, dates or byte strings.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length < 10 || !StartsWithMagic(bytes))
            throw new InvalidFileException($"{name}: this is no .npy file (it does not start with \\x93NUMPY)");
        var major = bytes[6];
        if (major is not (1 or 2 or 3))
            throw new UnsupportedFeatureException($"{name}: .npy version {major}.{bytes[7]} is not read; 1.0, 2.0 and 3.0 are");
        var start = major == 1 ? 10 : 12;
        if (bytes.Length < start) throw new InvalidFileException($"{name}: the file ends within the .npy header");
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > MaxHeader) throw new InvalidFileException($"{name}: a .npy header of {length} bytes is larger than the {MaxHeader} allowed");
        if (start + length > bytes.Length) throw new InvalidFileException($"{name}: the file ends within the .npy header");

        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes.Slice(start, (int)length));
        var literal = new PythonLiteral(text, name);
        var fields = literal.ReadDictionary();
        if (!fields.TryGetValue("descr", out var descr) || !fields.TryGetValue("fortran_order", out var order) || !fields.TryGetValue("shape", out var shape))
            throw new InvalidFileException($"{name}: the .npy header lacks descr, fortran_order or shape");
        if (descr is not string type || order is not bool columnMajor || shape is not int[] { Length: <= MaxRank } lengths)
            throw new InvalidFileException($"{name}: descr, fortran_order or shape of the .npy header is malformed");
        var (element, size, bigEndian) = ParseType(type, name);
        return new NpyHeader(element, size, bigEndian, columnMajor, lengths, start + (int)length);
    }

    private static bool StartsWithMagic(ReadOnlySpan<byte> bytes) => bytes[0] == 0x93 && bytes[1..].StartsWith("NUMPY"u8);

    private static (ElementType Type, int Size, bool BigEndian) ParseType(string type, string name)
    {
        var text = type.AsSpan();
        var bigEndian = !BitConverter.IsLittleEndian;
        if (text.Length > 0 && text[0] is '<' or '>' or '|' or '=')
        {
            if (text[0] is '<' or '>') bigEndian = text[0] == '>';
            text = text[1..];
        }
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]) && text[0] != '?')
            throw new InvalidFileException($"{name}: the element type '{type}' is malformed");
        // Types without a size (objects) or with units (dates) fall to the refusal below.
        if (!int.TryParse(text[1..], System.Globalization.NumberStyles.None, null, out var size)) size = text[0] == '?' ? 1 : 0;
        ElementType? element = (text[0], size) switch
        {
            ('b', 1) or ('?', 1) => ElementType.Boolean,
            ('i', 1) => ElementType.Int8,
            ('u', 1) => ElementType.UInt8,
            ('i', 2) => ElementType.Int16,
            ('u', 2) => ElementType.UInt16,
            ('i', 4) => ElementType.Int32,
            ('u', 4) => ElementType.UInt32,
            ('i', 8) => ElementType.Int64,
            ('u', 8) => ElementType.UInt64,
            ('f', 2) => ElementType.Float16,
            ('f', 4) => ElementType.Float32,
            ('f', 8) => ElementType.Float64,
            ('U', > 0 and <= 1 << 20) => ElementType.Text,
            _ => null,
        };
        return element is { } known
            ? (known, known == ElementType.Text ? 4 * size : size, bigEndian)
            : throw new UnsupportedFeatureException($"{name}: elements of type '{type}' are not read; save numbers, booleans or unicode text");
    }
}

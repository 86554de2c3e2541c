using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>Walks the data elements of one .mat file.</summary>
internal sealed class MatParser(string name, DecodeLimits limits)
{
    private const int HeaderLength = 128;
    private const int MaxRank = 32;
    private const int ComplexFlag = 0x0800;
    private const int LogicalFlag = 0x0200;

    private readonly Dictionary<string, NdArray> _arrays = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _skipped = new(StringComparer.Ordinal);
    private bool _bigEndian;
    private long _bytesLeft = limits.MaxBytes;

    /// <summary>Element types of the file format.</summary>
    private enum Element
    {
        Int8 = 1, UInt8 = 2, Int16 = 3, UInt16 = 4, Int32 = 5, UInt32 = 6, Single = 7, Double = 9, Int64 = 12, UInt64 = 13,
        Matrix = 14, Compressed = 15,
    }

    public MatFile Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("MATLAB 7.3"u8))
            throw new UnsupportedFeatureException($"{name}: MATLAB 7.3 files (HDF5) are not read; save with -v7");
        if (bytes.Length < HeaderLength)
            throw new InvalidFileException($"{name}: this is no MATLAB 5 file (it has {bytes.Length} bytes, its header alone takes {HeaderLength})");
        _bigEndian = (bytes[126], bytes[127]) switch
        {
            ((byte)'I', (byte)'M') => false,
            ((byte)'M', (byte)'I') => true,
            _ => throw new InvalidFileException($"{name}: this is no MATLAB 5 file (no byte order mark at offset 126); version 4 files are not read"),
        };
        var version = UInt16(bytes[124..]);
        if (version != 0x0100)
            throw new UnsupportedFeatureException($"{name}: MAT-file version {version >> 8}.{version & 255} is not read; save with -v7 or -v6");

        for (var offset = HeaderLength; offset < bytes.Length;)
        {
            var (type, start, length, next) = Tag(bytes, offset, padded: false);
            var content = bytes.Slice(start, length);
            if (type == Element.Matrix) ReadMatrix(content, offset);
            else if (type == Element.Compressed) ReadCompressed(content, offset);
            else throw Broken(offset, $"an element of type {(int)type} stands where a variable should");
            offset = next;
        }
        return new MatFile(name, _arrays, _skipped);
    }

    private void ReadCompressed(ReadOnlySpan<byte> content, int offset)
    {
        byte[] inflated;
        try
        {
            using var stream = new ZLibStream(new MemoryStream(content.ToArray()), CompressionMode.Decompress);
            inflated = BoundedFile.ReadToEnd(stream, name, _bytesLeft);
        }
        catch (InvalidDataException)
        {
            throw Broken(offset, "the compressed variable cannot be inflated");
        }
        _bytesLeft -= inflated.Length;
        var (type, start, length, _) = Tag(inflated, 0, padded: false);
        if (type != Element.Matrix) throw Broken(offset, $"a compressed element holds an element of type {(int)type}, not a variable");
        ReadMatrix(inflated.AsSpan(start, length), offset);
    }

    private void ReadMatrix(ReadOnlySpan<byte> content, int offset)
    {
        if (content.Length == 0) return;
        var (flagType, flagStart, flagLength, position) = Tag(content, 0, padded: true);
        if (flagType != Element.UInt32 || flagLength != 8) throw Broken(offset, "a variable lacks its array flags");
        var flags = UInt32(content[flagStart..]);
        var matClass = (int)(flags & 0xFF);
        if (matClass == 17) return; // Opaque objects have another layout and no data of ours.

        var (shapeType, shapeStart, shapeLength, afterShape) = Tag(content, position, padded: true);
        if (shapeType != Element.Int32 || shapeLength % 4 != 0 || shapeLength / 4 is < 2 or > MaxRank) throw Broken(offset, "a variable's dimensions are malformed");
        var shape = new int[shapeLength / 4];
        for (var axis = 0; axis < shape.Length; axis++) shape[axis] = (int)UInt32(content[(shapeStart + 4 * axis)..]);

        var (nameType, nameStart, nameLength, afterName) = Tag(content, afterShape, padded: true);
        if (nameType != Element.Int8 || nameLength > 4096) throw Broken(offset, "a variable's name is malformed");
        var variable = Encoding.Latin1.GetString(content.Slice(nameStart, nameLength));

        if (KindOf(matClass) is not { } kind || (flags & ComplexFlag) != 0)
        {
            _skipped[variable] = (flags & ComplexFlag) != 0 ? "complex" : SkippedKind(matClass);
            return;
        }
        var count = ElementDecoding.CountOf(shape, _bytesLeft / ElementDecoding.SizeOf(kind), $"{name}, {variable}");
        var (storedType, dataStart, dataLength, _) = Tag(content, afterName, padded: true);
        if (StoredAs(storedType) is not { } stored) throw Broken(offset, $"the variable '{variable}' is stored as type {(int)storedType}, which is no number");
        if ((long)count * ElementDecoding.SizeOf(stored) != dataLength)
            throw Broken(offset, $"the variable '{variable}' of shape ({string.Join(", ", shape)}) has {dataLength} bytes, {(long)count * ElementDecoding.SizeOf(stored)} are needed");
        _bytesLeft -= (long)count * ElementDecoding.SizeOf(kind);

        var raw = ElementDecoding.Decode(content.Slice(dataStart, dataLength), stored, _bigEndian);
        if ((flags & LogicalFlag) != 0 && kind == ElementType.UInt8) kind = ElementType.Boolean;
        // MATLAB stores numbers in the smallest type that holds them; the variable's class says what they are.
        var data = stored == kind ? raw : Converted(new NdArray($"{name}, {variable}", stored, shape, raw), kind);
        _arrays[variable] = new NdArray($"{name}, {variable}", kind, shape, ElementDecoding.FromColumnMajor(data, kind, shape));
    }

    private static Array Converted(NdArray stored, ElementType kind)
    {
        var values = stored.ToDoubles();
        return kind switch
        {
            ElementType.Boolean => Array.ConvertAll(values, value => value != 0),
            ElementType.Int8 => Array.ConvertAll(values, value => (sbyte)value),
            ElementType.UInt8 => Array.ConvertAll(values, value => (byte)value),
            ElementType.Int16 => Array.ConvertAll(values, value => (short)value),
            ElementType.UInt16 => Array.ConvertAll(values, value => (ushort)value),
            ElementType.Int32 => Array.ConvertAll(values, value => (int)value),
            ElementType.UInt32 => Array.ConvertAll(values, value => (uint)value),
            ElementType.Int64 => Array.ConvertAll(values, value => (long)value),
            ElementType.UInt64 => Array.ConvertAll(values, value => (ulong)value),
            ElementType.Float32 => Array.ConvertAll(values, value => (float)value),
            _ => values,
        };
    }

    /// <summary>Reads an element's tag: 8 bytes, or 4 with the data in the next 4 ("small element").</summary>
    private (Element Type, int Start, int Length, int Next) Tag(ReadOnlySpan<byte> bytes, int offset, bool padded)
    {
        if (offset < 0 || offset + 8 > bytes.Length) throw Broken(offset, "the file ends within an element");
        var first = UInt32(bytes[offset..]);
        if (first >> 16 != 0)
        {
            var small = (int)(first >> 16);
            if (small > 4) throw Broken(offset, $"a small element claims {small} bytes");
            return ((Element)(first & 0xFFFF), offset + 4, small, offset + 8);
        }
        var length = UInt32(bytes[(offset + 4)..]);
        if (length > bytes.Length - offset - 8)
            throw Broken(offset, $"an element of {length} bytes reaches past the end ({bytes.Length - offset - 8} are left); the file is truncated");
        var end = (long)offset + 8 + length;
        // The last element's padding may be missing.
        return ((Element)first, offset + 8, (int)length, (int)Math.Min(bytes.Length, padded ? (end + 7) / 8 * 8 : end));
    }

    private static ElementType? KindOf(int matClass) => matClass switch
    {
        6 => ElementType.Float64,
        7 => ElementType.Float32,
        8 => ElementType.Int8,
        9 => ElementType.UInt8,
        10 => ElementType.Int16,
        11 => ElementType.UInt16,
        12 => ElementType.Int32,
        13 => ElementType.UInt32,
        14 => ElementType.Int64,
        15 => ElementType.UInt64,
        _ => null,
    };

    private static string SkippedKind(int matClass) => matClass switch
    {
        1 => "cell",
        2 => "structure",
        3 => "object",
        4 => "text",
        5 => "sparse",
        16 => "function",
        _ => $"class {matClass}",
    };

    private static ElementType? StoredAs(Element type) => type switch
    {
        Element.Int8 => ElementType.Int8,
        Element.UInt8 => ElementType.UInt8,
        Element.Int16 => ElementType.Int16,
        Element.UInt16 => ElementType.UInt16,
        Element.Int32 => ElementType.Int32,
        Element.UInt32 => ElementType.UInt32,
        Element.Single => ElementType.Float32,
        Element.Double => ElementType.Float64,
        Element.Int64 => ElementType.Int64,
        Element.UInt64 => ElementType.UInt64,
        _ => null,
    };

    private ushort UInt16(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private uint UInt32(ReadOnlySpan<byte> bytes) =>
        _bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private InvalidFileException Broken(int offset, string what) => new($"{name}: at byte {offset}: {what}");
}

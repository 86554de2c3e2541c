using System.Buffers.Binary;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Walks the markers and segments of a JPEG stream.</summary>
internal ref struct MarkerReader(ReadOnlySpan<byte> data, string name)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public readonly string Name => name;

    /// <summary>Offset of the next unread byte.</summary>
    public int Position { get; set; }

    /// <summary>Reads the two bytes that every stream starts with.</summary>
    public void ReadStart()
    {
        if (_data.Length < 2)
            throw new InvalidFileException($"{name}: {_data.Length} bytes are no JPEG file; the file is empty or truncated");
        if (_data[0] != 0xFF || _data[1] != Marker.Soi)
            throw new InvalidFileException($"{name}: a JPEG file starts with FF D8, this one with {_data[0]:X2} {_data[1]:X2}; it is of another kind");
        Position = 2;
    }

    /// <summary>Reads the next marker, past any fill bytes.</summary>
    public byte ReadMarker()
    {
        if (Position >= _data.Length) JpegFault.Truncated(name, _data.Length);
        if (_data[Position] != 0xFF)
            JpegFault.Corrupt(name, $"byte {_data[Position]:X2} stands where a marker (FF) must", Position);
        while (Position < _data.Length && _data[Position] == 0xFF) Position++;
        if (Position >= _data.Length) JpegFault.Truncated(name, _data.Length);
        return _data[Position++];
    }

    /// <summary>Reads a length and the payload that it announces.</summary>
    public ReadOnlySpan<byte> ReadSegment()
    {
        if (Position + 2 > _data.Length) JpegFault.Truncated(name, _data.Length);
        var length = BinaryPrimitives.ReadUInt16BigEndian(_data[Position..]);
        if (length < 2) JpegFault.Corrupt(name, $"a segment states the length {length}", Position);
        if (Position + length > _data.Length) JpegFault.Truncated(name, _data.Length);
        var payload = _data.Slice(Position + 2, length - 2);
        Position += length;
        return payload;
    }
}

using System.Buffers.Binary;
using System.Text;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.FlatBuffers;

/// <summary>
/// A FlatBuffers file in memory, read without a schema compiler. Everything in it is hostile until checked: each offset, table, vector and
/// text is held against the file's length before a byte of it is read.
/// </summary>
/// <remarks>Format: flatbuffers.dev, "FlatBuffer Internals". Little-endian; offsets of tables' fields, vectors and texts are relative and point forward.</remarks>
internal sealed class FlatBuffer(string name, ReadOnlyMemory<byte> bytes)
{
    /// <summary>Longest text that is read, bytes.</summary>
    private const int MaxTextBytes = 4096;

    /// <summary>The file's root table.</summary>
    public FlatTable Root() => Table(0);

    /// <summary>The table that the 32-bit offset at a position points to.</summary>
    public FlatTable Table(int position) => new(this, Follow(position));

    public byte UInt8(int position) => Span(position, 1)[0];

    public ushort UInt16(int position) => BinaryPrimitives.ReadUInt16LittleEndian(Span(position, 2));

    public int Int32(int position) => BinaryPrimitives.ReadInt32LittleEndian(Span(position, 4));

    public long Int64(int position) => BinaryPrimitives.ReadInt64LittleEndian(Span(position, 8));

    public float Single(int position) => BinaryPrimitives.ReadSingleLittleEndian(Span(position, 4));

    /// <summary>The first element and the count of the vector that the offset at a position points to.</summary>
    /// <param name="position">Where the offset stands.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <param name="most">Most elements that are sensible here; bounds the work that a hostile file can ask for.</param>
    /// <param name="what">What it is, for errors.</param>
    public (int First, int Count) Vector(int position, int elementBytes, int most, string what)
    {
        var start = Follow(position);
        var count = (uint)Int32(start);
        if (count > (uint)most) throw Invalid($"{what} at byte {start} has {count} elements, more than the {most} that are sensible");
        if ((long)count * elementBytes > bytes.Length - start - 4L) throw Invalid($"{what} at byte {start}: {count} elements lie past the end of the file; it is truncated");
        return (start + 4, (int)count);
    }

    /// <summary>The text that the offset at a position points to.</summary>
    public string Text(int position)
    {
        var (first, count) = Vector(position, 1, MaxTextBytes, "a text");
        return Encoding.UTF8.GetString(Span(first, count));
    }

    public ReadOnlyMemory<byte> Memory(int position, int count)
    {
        _ = Span(position, count);
        return bytes.Slice(position, count);
    }

    public InvalidTensorFileException Invalid(string what) => new($"{name}: {what}");

    private int Follow(int position)
    {
        var target = position + (long)(uint)Int32(position);
        return target <= bytes.Length - 4L ? (int)target : throw Invalid($"the offset at byte {position} points to {target}, past the end of the file ({bytes.Length} bytes); it is truncated or damaged");
    }

    private ReadOnlySpan<byte> Span(int position, int count) =>
        position >= 0 && count <= (long)bytes.Length - position
            ? bytes.Span.Slice(position, count)
            : throw Invalid($"{count} bytes at {position} lie outside the file ({bytes.Length} bytes); it is truncated or damaged");
}

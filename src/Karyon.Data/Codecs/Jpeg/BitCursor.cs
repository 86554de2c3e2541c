using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A place in <see cref="EntropyData"/>, with up to 63 upcoming bits at hand, left-aligned.</summary>
internal struct BitCursor
{
    /// <summary>Upcoming bits; below the valid ones may stand further bits of the same data.</summary>
    public ulong Bits;

    /// <summary>How many of them are valid.</summary>
    public int Count;

    /// <summary>The first byte that is not among the valid bits.</summary>
    public int Position;

    /// <summary>Bytes of the data that were touched so far.</summary>
    public readonly int Consumed => Position - (Count >> 3);

    /// <summary>Makes at least 32 bits valid; a code and its value need at most 31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Refill(ReadOnlySpan<byte> data)
    {
        if (Count >= 32) return;
        Bits |= BinaryPrimitives.ReadUInt64BigEndian(data[Position..]) >> Count;
        Position += (63 - Count) >> 3;
        Count |= 56;
    }

    /// <summary>Passes over valid bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        Bits <<= count;
        Count -= count;
    }

    /// <summary>Takes bits, at most 31 after a refill.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        var value = (int)(Bits >> 1 >> (63 - count));
        Bits <<= count;
        Count -= count;
        return value;
    }

    /// <summary>Reads a Huffman code after a refill.</summary>
    /// <returns>Its symbol, or -1 where the bits are no code.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeSymbol(HuffmanTable table)
    {
        int entry = table.Codes[(int)(Bits >> (64 - HuffmanTable.LookBits))], length = entry >> 8, symbol = entry & 0xFF;
        if (entry == 0) symbol = table.DecodeLong(Bits, out length);
        Bits <<= length;
        Count -= length;
        return symbol;
    }
}

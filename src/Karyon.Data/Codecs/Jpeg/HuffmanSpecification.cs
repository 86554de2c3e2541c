namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A Huffman table as a file carries it: how many codes of each length 1..16, and their symbols in order.</summary>
internal sealed record HuffmanSpecification(byte[] Counts, byte[] Symbols)
{
    /// <summary>Makes the decoding table.</summary>
    public HuffmanTable ToDecoder(bool direct) => new(Counts, Symbols, direct);
}

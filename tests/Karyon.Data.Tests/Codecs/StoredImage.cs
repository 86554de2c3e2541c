namespace Karyon.Data.Tests.Codecs;

/// <summary>What a file holds by its format's specification alone, samples interleaved and little endian.</summary>
internal sealed record StoredImage(int Width, int Height, int Channels, int Bits, byte[] Samples);

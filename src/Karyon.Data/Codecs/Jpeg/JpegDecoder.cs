namespace Karyon.Data.Codecs.Jpeg;

/// <summary>
/// Reads JPEG files (ITU-T T.81): baseline, extended sequential and progressive, 8 bits, Huffman-coded, with 1, 3 or 4 components at any integer
/// ratio of sampling. Pixels are those of libjpeg-turbo's default settings ("islow" transform, fancy upsampling) to the bit.
/// Arithmetic coding, lossless, hierarchical and 12-bit files are refused by name. An EXIF orientation is not applied: microscopes write none
/// that means anything, and annotations refer to pixels as stored. Damaged and truncated files are refused, never half decoded.
/// All members may be called from any thread.
/// </summary>
public static class JpegDecoder
{
    /// <summary>Decodes a whole file.</summary>
    /// <param name="file">The file's bytes; what follows its end marker is ignored.</param>
    /// <param name="name">What errors call the file.</param>
    /// <param name="limits">Bounds that are checked before anything is allocated.</param>
    /// <returns>
    /// Grey, RGB or CMYK samples of 8 bits. Four components are taken as Adobe's programs write them, inverted, and turned so that 0 is no ink,
    /// as Pillow does for every such file.
    /// </returns>
    /// <exception cref="InvalidFileException">The file is damaged, truncated, over the limits, or (<see cref="UnsupportedFeatureException"/>) of a kind that is not read.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file, string name, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return new DecodeSession(file, name, limits).DecodeFile(JpegColorHint.FromFile, new JpegTables(), mayLackEnd: false);
    }

    /// <summary>Decodes an abbreviated stream: one image whose tables may stand elsewhere, as TIFF and Aperio files keep their tiles.</summary>
    /// <param name="tables">A tables-only stream (SOI, DQT, DHT, EOI), or nothing.</param>
    /// <param name="stream">The image's stream; its own tables replace those of the same slot, its end marker may be missing.</param>
    /// <param name="hint">What the components mean.</param>
    /// <param name="name">What errors call the stream.</param>
    /// <param name="limits">Bounds that are checked before anything is allocated.</param>
    /// <returns>As <see cref="Decode"/>, but with <see cref="JpegColorHint.Cmyk"/> the four samples as stored.</returns>
    /// <exception cref="InvalidFileException">As for <see cref="Decode"/>; also where the hint does not fit the number of components.</exception>
    public static DecodedImage DecodeAbbreviated(
        ReadOnlySpan<byte> tables, ReadOnlySpan<byte> stream, JpegColorHint hint, string name, DecodeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var known = new JpegTables();
        if (!tables.IsEmpty) ReadTables(tables, name, known);
        return new DecodeSession(stream, name, limits).DecodeFile(hint, known, mayLackEnd: true);
    }

    /// <summary>Reads the headers up to the frame's.</summary>
    /// <param name="file">The file's bytes, or as many of its first as hold the frame header.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="InvalidFileException">As for <see cref="Decode"/>.</exception>
    public static JpegInfo ReadInfo(ReadOnlySpan<byte> file, string name)
    {
        var tables = new JpegTables();
        var reader = new MarkerReader(file, name);
        reader.ReadStart();
        while (true)
        {
            var marker = reader.ReadMarker();
            if (Frame.IsFrame(marker))
            {
                var frame = Frame.Read(marker, ref reader);
                return new JpegInfo(frame.Width, frame.Height, DecodeSession.ModelOf(frame.Components.Length), frame.IsProgressive, tables.MicronsPerPixel);
            }
            if (marker is Marker.Eoi or Marker.Sos)
                JpegFault.Corrupt(name, "no frame header precedes the image data", reader.Position);
            tables.ReadSegment(marker, ref reader);
        }
    }

    private static void ReadTables(ReadOnlySpan<byte> stream, string name, JpegTables tables)
    {
        var reader = new MarkerReader(stream, name);
        reader.ReadStart();
        while (reader.Position < stream.Length)
        {
            var marker = reader.ReadMarker();
            if (marker == Marker.Eoi) return;
            tables.ReadSegment(marker, ref reader);
        }
    }
}

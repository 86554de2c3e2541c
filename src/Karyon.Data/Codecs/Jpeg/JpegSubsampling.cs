namespace Karyon.Data.Codecs.Jpeg;

/// <summary>How coarsely the encoder stores chroma.</summary>
public enum JpegSubsampling
{
    /// <summary>4:4:4, one chroma sample per pixel.</summary>
    None,

    /// <summary>4:2:0, one chroma sample per 2 x 2 pixels.</summary>
    Half,
}

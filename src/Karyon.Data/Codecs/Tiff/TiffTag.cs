namespace Karyon.Data.Codecs.Tiff;

/// <summary>Tags of TIFF directories that this program knows, by their numbers (TIFF 6.0, its supplements, and BigTIFF).</summary>
public enum TiffTag
{
    /// <summary>Bit 0: a reduced version of another image.</summary>
    NewSubfileType = 254,

    /// <summary>Columns, px.</summary>
    ImageWidth = 256,

    /// <summary>Rows, px.</summary>
    ImageLength = 257,

    /// <summary>Bits of each sample.</summary>
    BitsPerSample = 258,

    /// <summary>How tiles are compressed; see <see cref="TiffCompression"/>.</summary>
    Compression = 259,

    /// <summary>What samples mean; see <see cref="TiffPhotometric"/>.</summary>
    PhotometricInterpretation = 262,

    /// <summary>Order of bits in a byte.</summary>
    FillOrder = 266,

    /// <summary>Free text; whole-slide scanners put their parameters here.</summary>
    ImageDescription = 270,

    /// <summary>Maker of the scanner.</summary>
    Make = 271,

    /// <summary>Model of the scanner.</summary>
    Model = 272,

    /// <summary>Where each strip starts.</summary>
    StripOffsets = 273,

    /// <summary>Samples per pixel.</summary>
    SamplesPerPixel = 277,

    /// <summary>Rows of a strip.</summary>
    RowsPerStrip = 278,

    /// <summary>Compressed bytes of each strip.</summary>
    StripByteCounts = 279,

    /// <summary>Pixels per unit along a row.</summary>
    XResolution = 282,

    /// <summary>Pixels per unit along a column.</summary>
    YResolution = 283,

    /// <summary>1: samples interleaved; 2: one plane each.</summary>
    PlanarConfiguration = 284,

    /// <summary>2: inch (the default); 3: centimetre.</summary>
    ResolutionUnit = 296,

    /// <summary>Program that wrote the file.</summary>
    Software = 305,

    /// <summary>When the image was made.</summary>
    DateTime = 306,

    /// <summary>2: each sample minus the one on its left.</summary>
    Predictor = 317,

    /// <summary>Colours of a palette: all red, all green, all blue, 16 bits each.</summary>
    ColorMap = 320,

    /// <summary>Columns of a tile.</summary>
    TileWidth = 322,

    /// <summary>Rows of a tile.</summary>
    TileLength = 323,

    /// <summary>Where each tile starts.</summary>
    TileOffsets = 324,

    /// <summary>Compressed bytes of each tile.</summary>
    TileByteCounts = 325,

    /// <summary>Directories that belong to this one, e.g. lower levels of a pyramid.</summary>
    SubIfds = 330,

    /// <summary>What samples beyond the colours mean; 1 and 2 are alpha.</summary>
    ExtraSamples = 338,

    /// <summary>1: unsigned, 2: signed, 3: floating point.</summary>
    SampleFormat = 339,

    /// <summary>Quantisation and Huffman tables that all JPEG tiles share.</summary>
    JpegTables = 347,

    /// <summary>Columns and rows of luma per chroma sample.</summary>
    YCbCrSubSampling = 530,
}

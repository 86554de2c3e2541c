using System.Globalization;
using System.Xml;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>The regions of an Aperio ImageScope XML file, as MoNuSeg publishes its nuclei.</summary>
/// <param name="MicronsPerPixel">Pixel size that the file states; null where it states none.</param>
/// <param name="Regions">All regions, of all layers, in the file's order.</param>
public sealed record AperioAnnotations(double? MicronsPerPixel, IReadOnlyList<AperioRegion> Regions)
{
    private const long MaxBytes = 512L << 20;
    private const int MaxVertices = 1 << 24;

    /// <summary>Reads a file, gzip-wrapped or not. Document type definitions are refused, nothing outside the file is fetched.</summary>
    /// <exception cref="InvalidFileException">The file is absent, larger than 512 MiB, no XML, or no Aperio annotation.</exception>
    public static AperioAnnotations Read(string path) => Read(path, onlyHeader: false);

    /// <summary>Reads the pixel size alone, from the file's first element.</summary>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static double? ReadMicronsPerPixel(string path) => Read(path, onlyHeader: true).MicronsPerPixel;

    private static AperioAnnotations Read(string path, bool onlyHeader)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            MaxCharactersInDocument = MaxBytes,
        };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(BoundedFile.ReadAllBytes(path, MaxBytes)), settings);
            reader.MoveToContent();
            if (reader.LocalName != "Annotations")
                throw new InvalidFileException($"{path}: the first element is '{reader.LocalName}', not 'Annotations'; this is no Aperio annotation");
            var stated = reader.GetAttribute("MicronsPerPixel");
            double? micronsPerPixel = double.TryParse(stated, NumberStyles.Float, CultureInfo.InvariantCulture, out var size) && double.IsFinite(size) && size > 0 ? size : null;
            return new AperioAnnotations(micronsPerPixel, onlyHeader ? [] : ReadRegions(reader, path));
        }
        catch (XmlException cause)
        {
            throw new InvalidFileException($"{path}: the XML is broken or uses what is not allowed, at line {cause.LineNumber}, column {cause.LinePosition}", cause);
        }
    }

    private static List<AperioRegion> ReadRegions(XmlReader reader, string path)
    {
        var regions = new List<AperioRegion>();
        List<(double, double)>? vertices = null;
        var total = 0;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "Region")
            {
                vertices = [];
                regions.Add(new AperioRegion(vertices));
            }
            else if (reader.LocalName == "Vertex" && vertices is not null)
            {
                if (++total > MaxVertices) throw new InvalidFileException($"{path}: there are more than the {MaxVertices} vertices allowed");
                vertices.Add((Coordinate(reader, "X", path), Coordinate(reader, "Y", path)));
            }
        }
        return regions;
    }

    private static double Coordinate(XmlReader reader, string attribute, string path)
    {
        if (double.TryParse(reader.GetAttribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)) return value;
        var line = (reader as IXmlLineInfo)?.LineNumber;
        throw new InvalidFileException($"{path}, line {line}: the {attribute} of a vertex is '{reader.GetAttribute(attribute)}', no number");
    }
}

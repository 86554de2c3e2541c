namespace Karyon.Data.Codecs.Jpeg;

/// <summary>How a component's samples become one per pixel.</summary>
internal enum UpsamplingKind
{
    /// <summary>They are one per pixel already.</summary>
    None,

    /// <summary>Each is repeated.</summary>
    Replicate,

    /// <summary>Twice as many across, by a triangle filter (libjpeg's h2v1 fancy).</summary>
    TriangleAcross,

    /// <summary>Twice as many down, by a triangle filter (libjpeg-turbo's h1v2 fancy).</summary>
    TriangleDown,

    /// <summary>Twice as many both ways, by a triangle filter (libjpeg's h2v2 fancy).</summary>
    TriangleBoth,
}

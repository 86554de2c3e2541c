namespace Karyon.Learning.Models;

/// <summary>How a network writes nuclei as maps, and so which decoder reads them (Karyon.Core's room Representations).</summary>
public enum MapRepresentation
{
    /// <summary>HoVer: where the probability of a nucleus is above a threshold, jumps of the distance maps part nuclei.</summary>
    Hover,

    /// <summary>UperHover: nuclei are where a class is likelier than background, parted by a watershed of the length of the distances.</summary>
    UperHover,
}

namespace Karyon.Core.Labelling;

/// <summary>Which pixels touch.</summary>
public enum Connectivity
{
    /// <summary>Pixels that share an edge.</summary>
    Four,

    /// <summary>Pixels that share an edge or a corner.</summary>
    Eight,
}

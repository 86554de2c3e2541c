namespace Karyon.Cli.Segmentation;

/// <summary>What became of an input.</summary>
internal enum InputState
{
    /// <summary>Its results were written.</summary>
    Done,

    /// <summary>Its results were there already.</summary>
    Kept,

    /// <summary>It cannot be used.</summary>
    Failed,
}

using System.CommandLine;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Inputs;

/// <summary>The option <c>--tile</c> of commands that run a network over images.</summary>
internal static class TileOption
{
    /// <summary>Makes the option.</summary>
    public static Option<int?> Create() => new("--tile")
    {
        Description = $"Size of network tiles, px; a multiple of 32, no side is above this and {2 * new SegmentationOptions().ContextPx} px of context; for a transformer the side, a multiple of its patch, by default what it was trained on [default: {SegmentationOptions.DefaultTile}]",
        HelpName = "N",
    };
}

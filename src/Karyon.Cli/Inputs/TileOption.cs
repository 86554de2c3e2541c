using System.CommandLine;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Inputs;

/// <summary>The option <c>--tile</c> of commands that run a network over images.</summary>
internal static class TileOption
{
    /// <summary>Makes the option.</summary>
    public static Option<int> Create()
    {
        var defaults = new SegmentationOptions();
        return new("--tile")
        {
            Description = $"Size of network tiles, px; a multiple of 32. No side is above this and {2 * defaults.ContextPx} px of context",
            HelpName = "N", DefaultValueFactory = _ => defaults.TileSize,
        };
    }
}

namespace Karyon.Learning.Models;

/// <summary>The sizes of UNI2-UperHover: backbone, the blocks that its features come from, and the heads' channels.</summary>
/// <param name="Backbone">The transformer.</param>
/// <param name="Taps">Blocks whose patches are read, from 0: for strides 4, 8, 16 and 32 of an image of 16 px patches.</param>
/// <param name="Levels">Channels that the taps are projected to.</param>
/// <param name="Hidden">Channels inside the heads.</param>
/// <param name="Classes">Classes of the semantic head, background included.</param>
public sealed record UperHoverSize(VisionTransformerSize Backbone, IReadOnlyList<int> Taps, IReadOnlyList<int> Levels, int Hidden, int Classes)
{
    /// <summary>The published one: 847,771,400 parameters.</summary>
    public static UperHoverSize Uni2H { get; } = new(VisionTransformerSize.Uni2H, [5, 11, 17, 23], [256, 512, 1024, 2048], 768, 6);
}

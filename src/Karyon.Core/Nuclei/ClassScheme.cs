using Karyon.Core.Rasters;

namespace Karyon.Core.Nuclei;

/// <summary>A class of nuclei: its name as the field writes it, and the colour it is drawn in.</summary>
/// <param name="Name">E.g. <c>neoplastic</c>.</param>
/// <param name="Color">Drawing colour.</param>
public sealed record NucleusClass(string Name, Rgb Color);

/// <summary>The classes that a model or data set tells apart, in the order of its type channels without background.</summary>
/// <param name="Name">E.g. <c>pannuke</c>.</param>
/// <param name="Classes">Class 1 of the type channels first.</param>
public sealed record ClassScheme(string Name, IReadOnlyList<NucleusClass> Classes)
{
    /// <summary>The scheme of models without types: one class, <c>nucleus</c>.</summary>
    public static ClassScheme Untyped { get; } = new("nucleus", [new NucleusClass("nucleus", new Rgb(255, 235, 0))]);
}

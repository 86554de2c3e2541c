using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Learning.Models;

namespace Karyon.Cli.Weights;

/// <summary>A network with its weights and where they come from.</summary>
/// <param name="Network">The network; owned.</param>
/// <param name="Source">A file's path, or <c>embedded</c>.</param>
/// <param name="Sha256">SHA-256 of the weight file, lower-case hex.</param>
internal sealed record LoadedModel(NucleusNetwork Network, string Source, string Sha256) : IDisposable
{
    /// <summary>Colours that stay apart on pink and purple; more classes than these go round again.</summary>
    private static readonly Rgb[] Palette =
        [new(230, 25, 25), new(30, 160, 30), new(30, 60, 230), new(255, 225, 25), new(245, 130, 48), new(70, 240, 240), new(240, 50, 230), new(128, 128, 0)];

    /// <summary>The name that the weights give themselves.</summary>
    public string Name => Network.Description.Name;

    /// <summary>The classes that it tells apart, with their colours.</summary>
    public ClassScheme Scheme { get; } = Network.Description.Classes.Count == 0
        ? ClassScheme.Untyped
        : new ClassScheme(Network.Description.Name, [.. Network.Description.Classes.Select((name, index) => new NucleusClass(name, Palette[index % Palette.Length]))]);

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

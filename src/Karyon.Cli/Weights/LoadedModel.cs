using Karyon.Learning.Models;

namespace Karyon.Cli.Weights;

/// <summary>A network with its weights and where they come from.</summary>
/// <param name="Network">The network; owned.</param>
/// <param name="Source">A file's path, or <c>embedded</c>.</param>
/// <param name="Sha256">SHA-256 of the weight file, lower-case hex.</param>
internal sealed record LoadedModel(HoverUNet Network, string Source, string Sha256) : IDisposable
{
    /// <summary>The name that the weights give themselves.</summary>
    public string Name => Network.Description.Name;

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();
}

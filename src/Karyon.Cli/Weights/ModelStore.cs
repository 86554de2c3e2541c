using System.Reflection;
using System.Security.Cryptography;
using Karyon.Cli.Console;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.Cli.Weights;

/// <summary>The weights that the program carries (the files of <c>models/</c> that ship, embedded by the build), and weight files of the user.</summary>
internal static class ModelStore
{
    private const string Prefix = "models/", Ending = ".safetensors", DefaultKey = "KaryonDefaultModel";
    private static readonly Assembly Program = typeof(ModelStore).Assembly;

    /// <summary>Names of the embedded weights, in alphabetical order.</summary>
    public static IReadOnlyList<string> Embedded { get; } =
    [
        .. Program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Ending.Length]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The name of the weights used where the user names none: what the build says, else the only ones; null where there are none.</summary>
    public static string? DefaultName
    {
        get
        {
            var stated = Program.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(item => item.Key == DefaultKey)?.Value;
            return Embedded.FirstOrDefault(name => name == stated) ?? (Embedded.Count == 1 ? Embedded[0] : null);
        }
    }

    /// <summary>Loads weights.</summary>
    /// <param name="nameOrFile">A file, or the name of embedded weights; null: the default.</param>
    /// <exception cref="UsageException">There are no such weights.</exception>
    /// <exception cref="InvalidTensorFileException">The file is no sound safetensors file.</exception>
    /// <exception cref="InvalidNetworkFileException">The file is no network.</exception>
    public static LoadedModel Load(string? nameOrFile)
    {
        var name = nameOrFile ?? DefaultName ?? throw new UsageException(Embedded.Count == 0
            ? "this build has no default model; pass --model FILE"
            : $"this build has no default model; pass --model FILE or one of {string.Join(", ", Embedded)}");
        if (nameOrFile is not null && File.Exists(nameOrFile)) return new LoadedModel(NetworkFile.Load(nameOrFile), nameOrFile, FileDigest.Sha256(nameOrFile));
        if (!Embedded.Contains(name)) throw new UsageException(Missing(name));
        var bytes = Read(name);
        using var file = SafetensorsFile.FromBytes(name, bytes);
        return new LoadedModel(NetworkFile.Load(name, file), "embedded", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static string Missing(string name) =>
        $"there is no weight file '{name}', nor weights of that name in this build"
        + (Embedded.Count == 0 ? "; pass --model FILE" : $"; pass a file or one of {string.Join(", ", Embedded)}");

    private static byte[] Read(string name)
    {
        using var stream = Program.GetManifestResourceStream(Prefix + name + Ending)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

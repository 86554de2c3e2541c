using System.Globalization;
using System.Runtime.ExceptionServices;
using Karyon.Data.Exports;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>
/// Converts published weight files to ours: safetensors with our networks' names, kernels [O, I, kh, kw], float numbers, and a card in the
/// metadata. Tensors go through memory one by one, so files may be larger than it. Files are recognised by content, never by extension, and nothing in them is executed. TensorFlow Lite integers are dequantised.
/// </summary>
public static class CheckpointConverter
{
    /// <summary>Largest TensorFlow Lite file that is taken, bytes; it is held in memory.</summary>
    private const long MaxBytes = 1L << 30;

    private static readonly string[] OwnKeys = ["format", "name", "architecture", "source", "source_sha256", "license", "licence", "normalization", "padding", "microns_per_pixel", "naming", "input"];

    /// <summary>Reads a weight file and writes it anew. The output appears whole or not at all.</summary>
    /// <param name="input">A PyTorch, safetensors (or an index of several) or TensorFlow Lite file.</param>
    /// <param name="output">Where to write; its folder is made where it is missing, an existing file is replaced.</param>
    /// <param name="options">What the file does not say of itself; null for none.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="InvalidTensorFileException">The input is damaged, or of a format that is not read; one line says which.</exception>
    /// <exception cref="InvalidNetworkFileException">Its tensors are of no network that is known.</exception>
    /// <exception cref="IOException">The input cannot be read.</exception>
    /// <exception cref="UnwritableOutputException">The output cannot be written; nothing of it is left.</exception>
    public static ConversionReport Convert(string input, string output, ConversionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(input);
        ArgumentException.ThrowIfNullOrEmpty(output);
        options ??= new ConversionOptions();
        if (options.MicronsPerPixel is { } size && !(size > 0 && double.IsFinite(size))) throw new ArgumentOutOfRangeException(nameof(options), size, "a pixel size is a positive number of µm");
        using var content = Read(input, options);
        var card = Card(input, content, options);
        Write(output, content, card, options.Type);
        return new ConversionReport([.. content.Tensors.Select(item => item.Description)], content.Missing, content.Dropped, card);
    }

    private static CheckpointContent Read(string input, ConversionOptions options)
    {
        if (CheckpointSignature.Detect(input) == CheckpointFormat.TfLite) return TfLiteCheckpoint.Read(input, ReadAll(input));
        return NamedCheckpoint.Read(CheckpointFile.Open(input), options);
    }

    private static byte[] ReadAll(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (stream.Length > MaxBytes) throw new InvalidTensorFileException($"{path}: {stream.Length} bytes are more than the {MaxBytes} that are converted");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static CheckpointCard Card(string input, CheckpointContent content, ConversionOptions options)
    {
        var said = content.Metadata;
        var ours = said.GetValueOrDefault("format") == "karyon.network/1";
        return new CheckpointCard
        {
            Name = options.Name ?? said.GetValueOrDefault("name") ?? Path.GetFileNameWithoutExtension(input),
            Architecture = content.Architecture,
            Source = options.Source ?? said.GetValueOrDefault("source") ?? Path.GetFileName(input),
            SourceSha256 = FileDigest.Sha256(input),
            License = options.License ?? said.GetValueOrDefault("license") ?? said.GetValueOrDefault("licence") ?? "unknown",
            MicronsPerPixel = options.MicronsPerPixel ?? PixelSize(said),
            Normalization = content.Normalization,
            Padding = content.Padding,
            Elements = content.Tensors.Sum(item => item.Tensor.Count),
            Scores = Scores(said, options.Scores),
            // Our own networks keep all that describes them; of others, what this card says better is left out.
            Other = said.Where(item => ours || !OwnKeys.Contains(item.Key)).ToDictionary(StringComparer.Ordinal),
        };
    }

    private static KeyValuePair<string, string>[] Scores(IReadOnlyDictionary<string, string> said, IReadOnlyList<KeyValuePair<string, string>> told)
    {
        var scores = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, score) in NetworkDescription.ScoresIn(said)) scores[name] = score;
        foreach (var (name, score) in told) scores[name] = score;
        return [.. scores];
    }

    private static double? PixelSize(IReadOnlyDictionary<string, string> said) =>
        said.TryGetValue("microns_per_pixel", out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var size) && size > 0 && double.IsFinite(size) ? size : null;

    private static void Write(string output, CheckpointContent content, CheckpointCard card, StoredType type)
    {
        try
        {
            AtomicFile.Write(output, stream => SafetensorsWriter.Write(stream, [.. content.Tensors.Select(item => (item.Description.Name, item.Tensor))], type, card.ToMetadata()));
        }
        catch (UnwritableOutputException fault) when (fault.InnerException is InvalidNetworkFileException or InvalidTensorFileException)
        {
            // The input is read while the output is written; it is to blame here.
            ExceptionDispatchInfo.Throw(fault.InnerException);
        }
    }
}

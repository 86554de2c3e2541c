using System.Runtime.ExceptionServices;
using Karyon.Data.Slides;

namespace Karyon.Data.Exports;

/// <summary>Where results go: names the files of an input and writes them, each complete or not at all.</summary>
/// <param name="folder">The folder; made where it is missing.</param>
public sealed class ResultFolder(string folder)
{
    /// <summary>Pixels of an image whose files are written at the same time.</summary>
    private const long MostPixelsTogether = 1L << 25;

    /// <summary>The path of a result's file.</summary>
    /// <exception cref="ArgumentException">The result's name would escape the folder.</exception>
    public string PathOf(NucleiResult result, ResultFormat format)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Inside(result.Name, format switch
        {
            ResultFormat.GeoJson => ".geojson",
            ResultFormat.Csv => ".csv",
            ResultFormat.Labels => LabelsExport.FitsPng(result) ? ".labels.png" : ".labels.tiff",
            ResultFormat.Overlay => ".overlay.png",
            ResultFormat.HoverNet => ".hovernet.json",
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        });
    }

    /// <summary>The path of the provenance of an input.</summary>
    /// <exception cref="ArgumentException">The name would escape the folder.</exception>
    public string PathOfRecord(string name) => Inside(name, ".run.json");

    /// <summary>Writes a result in one format; returns the path.</summary>
    /// <param name="result">The nuclei.</param>
    /// <param name="format">The format.</param>
    /// <param name="slide">The image, which the overlay draws over.</param>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public string Write(NucleiResult result, ResultFormat format, ISlide slide)
    {
        var path = PathOf(result, format);
        AtomicFile.Write(path, stream =>
        {
            switch (format)
            {
                case ResultFormat.GeoJson: GeoJsonExport.Write(result, stream); break;
                case ResultFormat.Csv: CsvExport.Write(result, stream); break;
                case ResultFormat.Labels when LabelsExport.FitsPng(result): LabelsExport.WritePng(result, stream); break;
                case ResultFormat.Labels: LabelsExport.WriteTiff(result, stream); break;
                case ResultFormat.Overlay: OverlayExport.Write(result, slide, stream); break;
                default: HoverNetExport.Write(result, stream); break;
            }
        });
        return path;
    }

    /// <summary>Writes a result in several formats, some at a time; returns the paths in the formats' order.</summary>
    /// <param name="result">The nuclei.</param>
    /// <param name="formats">The formats.</param>
    /// <param name="slide">The image; read from several threads.</param>
    /// <param name="threads">Files written at a time at most.</param>
    /// <exception cref="UnwritableOutputException">A file cannot be written; the others were.</exception>
    public IReadOnlyList<string> Write(NucleiResult result, IReadOnlyList<ResultFormat> formats, ISlide slide, int threads)
    {
        ArgumentNullException.ThrowIfNull(formats);
        var paths = new string[formats.Count];
        var faults = new ExceptionDispatchInfo?[formats.Count];
        // Writers of label images and overlays hold a picture each: those of large ones come one after the other.
        var together = (long)result.Width * result.Height > MostPixelsTogether ? 1 : Math.Max(1, threads);
        Parallel.For(0, formats.Count, new ParallelOptions { MaxDegreeOfParallelism = together }, k =>
        {
            try
            {
                paths[k] = Write(result, formats[k], slide);
            }
#pragma warning disable CA1031 // Thrown on the caller's thread, as it is: the first in the formats' order.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                faults[k] = ExceptionDispatchInfo.Capture(fault);
            }
        });
        foreach (var fault in faults) fault?.Throw();
        return paths;
    }

    /// <summary>Writes the provenance of an input; returns the path.</summary>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    public string Write(string name, RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var path = PathOfRecord(name);
        AtomicFile.Write(path, record.Write);
        return path;
    }

    private string Inside(string name, string suffix)
    {
        // Names come from input files and may come from lists that others wrote; both slashes count on every machine.
        var forbidden = OperatingSystem.IsWindows() ? "/\\:\0" : "/\\\0";
        if (string.IsNullOrWhiteSpace(name) || name is "." or ".." || name.AsSpan().IndexOfAny(forbidden) >= 0)
            throw new ArgumentException($"'{name}' cannot name a result: it would leave the output folder", nameof(name));
        return Path.Combine(folder, name + suffix);
    }
}

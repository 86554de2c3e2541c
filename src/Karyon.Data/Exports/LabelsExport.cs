using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;

namespace Karyon.Data.Exports;

/// <summary>
/// The instance map: each pixel holds the id of its nucleus, 0 is background. 16-bit grey PNG while ids fit, else 32-bit grey TIFF.
/// Written by rows from the nuclei's runs: the whole map is never in memory.
/// </summary>
public static class LabelsExport
{
    /// <summary>Whether the ids of a result fit a 16-bit PNG.</summary>
    public static bool FitsPng(NucleiResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Nuclei.All(nucleus => nucleus.Id <= ushort.MaxValue);
    }

    /// <summary>Writes a 16-bit grey PNG to an open stream.</summary>
    /// <exception cref="ArgumentException">An id is beyond 65,535.</exception>
    public static void WritePng(NucleiResult result, Stream output)
    {
        if (!FitsPng(result)) throw new ArgumentException("there are ids beyond 65,535; write a TIFF", nameof(result));
        using var png = new PngRowWriter(output, result.Width, result.Height, ColorModel.Grey, 16, result.MicronsPerPixel, leaveOpen: true);
        var samples = new ushort[result.Width];
        foreach (var ids in Rows(result))
        {
            for (var column = 0; column < ids.Length; column++) samples[column] = (ushort)ids[column];
            png.WriteRow(samples);
        }
    }

    /// <summary>Writes a 32-bit grey TIFF to an open stream that can seek.</summary>
    public static void WriteTiff(NucleiResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        var tiff = new LabelTiffWriter(output, result.Width, result.Height, result.MicronsPerPixel);
        foreach (var ids in Rows(result)) tiff.WriteRow(ids);
        tiff.Complete();
    }

    /// <summary>The ids of every row, from the top; each array is valid until the next is asked for.</summary>
    private static IEnumerable<int[]> Rows(NucleiResult result)
    {
        var sweep = new RunSweep(result.Nuclei, nucleus => nucleus.Mask.Runs.ToArray());
        var ids = new int[result.Width];
        for (var row = 0; row < result.Height; row++)
        {
            Array.Clear(ids);
            sweep.Advance(row + 1, (nucleus, run) => ids.AsSpan(run.Start, run.Length).Fill(nucleus.Id));
            yield return ids;
        }
    }
}

using System.IO.Compression;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Exports;

/// <summary>
/// The instance map: each pixel holds the id of its nucleus, 0 is background; instances without a record (<see cref="NucleiResult.MapOnly"/>) are in it. 16-bit grey PNG while ids fit, else 32-bit grey TIFF.
/// Written by rows from the nuclei's runs: the whole map is never in memory.
/// </summary>
public static class LabelsExport
{
    /// <summary>Whether the ids of a result fit a 16-bit PNG.</summary>
    public static bool FitsPng(NucleiResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Instances.All(nucleus => nucleus.Id <= ushort.MaxValue);
    }

    /// <summary>Writes a 16-bit grey PNG to an open stream.</summary>
    /// <exception cref="ArgumentException">An id is beyond 65,535.</exception>
    public static void WritePng(NucleiResult result, Stream output)
    {
        if (!FitsPng(result)) throw new ArgumentException("there are ids beyond 65,535; write a TIFF", nameof(result));
        var options = PngWriteOptions.Labels with { MicronsPerPixel = result.MicronsPerPixel };
        using var png = new PngRowWriter(output, result.Width, result.Height, ColorModel.Grey, 16, options, leaveOpen: true);
        var samples = new ushort[result.Width];
        foreach (var ids in Rows(result))
        {
            for (var column = 0; column < ids.Length; column++) samples[column] = (ushort)ids[column];
            png.WriteRow((ReadOnlySpan<ushort>)samples);
        }
    }

    /// <summary>Writes a 32-bit grey TIFF to an open stream that can seek and stands at 0.</summary>
    public static void WriteTiff(NucleiResult result, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        var options = TiffWriteOptions.Default with { Level = CompressionLevel.Fastest, MicronsPerPixel = result.MicronsPerPixel };
        using var tiff = new TiffWriter(output, result.Width, result.Height, ColorModel.Grey, 32, options, leaveOpen: true);
        var strip = new int[tiff.Layout.TileHeight * result.Width];
        int row = 0, index = 0;
        foreach (var ids in Rows(result))
        {
            ids.CopyTo(strip, row * result.Width);
            if (++row < tiff.Layout.StoredRows(index)) continue;
            tiff.WriteTile(0, index, (ReadOnlySpan<int>)strip.AsSpan(0, row * result.Width));
            (row, index) = (0, index + 1);
        }
        tiff.Finish();
    }

    /// <summary>The ids of every row, from the top; each array is valid until the next is asked for.</summary>
    private static IEnumerable<int[]> Rows(NucleiResult result)
    {
        var sweep = new RunSweep(result.Instances, nucleus => nucleus.Mask.Runs.ToArray());
        var ids = new int[result.Width];
        for (var row = 0; row < result.Height; row++)
        {
            Array.Clear(ids);
            sweep.Advance(row + 1, (nucleus, run) => ids.AsSpan(run.Start, run.Length).Fill(nucleus.Id));
            yield return ids;
        }
    }
}

using System.Runtime.InteropServices;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Slides;

namespace Karyon.Data.Exports;

/// <summary>The image with every nucleus outlined in the colour of its class, as PNG. Read and written in bands: bounded memory.</summary>
public static class OverlayExport
{
    private const int BandRows = 64;

    /// <summary>Width of the outlines, px; they lie inside the nuclei, so that touching nuclei keep one line each.</summary>
    public const int Thickness = 2;

    /// <summary>Draws over level 0 of a slide; the stream is left open.</summary>
    /// <exception cref="ArgumentException">The slide has another size than the result.</exception>
    public static void Write(NucleiResult result, ISlide slide, Stream output)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(slide);
        var level = slide.Levels[0];
        if (level.Width != result.Width || level.Height != result.Height)
            throw new ArgumentException($"the slide is {level.Width} x {level.Height} px, the result {result.Width} x {result.Height}", nameof(slide));
        var sweep = new RunSweep(result.Nuclei, nucleus => InnerContour.Runs(nucleus.Mask, Thickness));
        var options = PngWriteOptions.Default with { MicronsPerPixel = result.MicronsPerPixel };
        using var png = new PngRowWriter(output, result.Width, result.Height, ColorModel.Rgb, 8, options, leaveOpen: true);
        // One band for all but the last: thousands of large ones would fill memory before anyone collects them.
        var band = new Raster<Rgb>(result.Width, Math.Min(BandRows, result.Height));
        for (var top = 0; top < result.Height; top += BandRows)
        {
            if (result.Height - top < band.Height) band = new Raster<Rgb>(result.Width, result.Height - top);
            slide.ReadRegion(0, new Rect(0, top, band.Width, band.Height), band);
            var first = top;
            sweep.Advance(top + band.Height, (nucleus, run) => band.Row(run.Row - first).Slice(run.Start, run.Length).Fill(result.ClassOf(nucleus).Color));
            for (var row = 0; row < band.Height; row++) png.WriteRow(MemoryMarshal.AsBytes(band.Row(row)));
        }
    }
}

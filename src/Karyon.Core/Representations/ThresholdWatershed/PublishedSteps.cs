using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.ThresholdWatershed;

/// <summary>
/// The three steps of HoVer-NeXt's instance decoder as they are, slips and all: half precision, windows about what tiles covered, crops about nuclei.
/// </summary>
internal static class PublishedSteps
{
    /// <summary>Crops reach so far about a nucleus, px.</summary>
    private const int CropMargin = 8;

    /// <summary>Windows of covered pixels with a side or a half circumference no larger are skipped, px.</summary>
    private const int SkippedSide = 2, SkippedSides = 64;

    /// <summary>The instance map of the watershed; ids may occur in several windows.</summary>
    public static LabelMap Flood(PixelMaps maps, ThresholdWatershedOptions options)
    {
        var background = maps[ThresholdWatershedChannels.Background];
        var covered = new Raster<byte>(maps.Width, maps.Height);
        for (var i = 0; i < covered.Pixels.Length; i++) covered.Pixels[i] = background.Pixels[i] > 0 ? (byte)1 : (byte)0;
        var result = new LabelMap(maps.Width, maps.Height);
        var highest = 0;
        foreach (var window in Boxes(ConnectedComponents.Label(covered, Connectivity.Eight)))
        {
            if (window.Width <= SkippedSide || window.Height <= SkippedSide || window.Width + window.Height <= SkippedSides) continue;
            var labels = FloodWindow(maps, window, options);
            var above = 0;
            foreach (ref var id in labels.Pixels.AsSpan())
            {
                if (id > 0) id += highest;
                above = Math.Max(above, id);
            }
            highest = above;
            for (var row = 0; row < window.Height; row++) labels.Raster.Row(row).CopyTo(result.Raster.Row(window.Y + row)[window.X..]);
        }
        return result;
    }

    /// <summary>
    /// Fills each nucleus, ids rising, and numbers them from 1: what it leaves of its crop falls into 8-connected pieces, and the small ones become its own,
    /// whatever they were.
    /// </summary>
    public static LabelMap FillHoles(LabelMap labels, int maximumArea)
    {
        var result = new LabelMap(labels.Width, labels.Height);
        var boxes = Boxes(labels);
        var number = 0;
        for (var id = 1; id <= boxes.Length; id++)
        {
            var box = boxes[id - 1];
            if (box.IsEmpty) continue;
            number++;
            int left = Math.Max(0, box.X - CropMargin), top = Math.Max(0, box.Y - CropMargin);
            var crop = new Raster<byte>(Math.Min(labels.Width, box.Right + CropMargin) - left, Math.Min(labels.Height, box.Bottom + CropMargin) - top);
            for (var row = 0; row < crop.Height; row++)
                for (var x = 0; x < crop.Width; x++) crop[row, x] = labels[top + row, left + x] == id ? (byte)0 : (byte)1;
            var rest = new RunTable();
            rest.Read(BitRaster.FromRaster(crop), Connectivity.Eight);
            for (var i = 0; i < rest.Count; i++)
                if (rest.Areas[rest.Components[i]] < maximumArea) crop.Row(rest.Runs[i].Row)[rest.Runs[i].Start..rest.Runs[i].End].Clear();
            for (var row = 0; row < crop.Height; row++)
                for (var x = 0; x < crop.Width; x++)
                    if (crop[row, x] == 0) result[top + row, left + x] = number;
        }
        return result;
    }

    /// <summary>Numbers the 8-connected parts of every id, ids rising, parts of an id as OpenCV numbers them inside its box.</summary>
    public static LabelMap SplitParts(LabelMap labels)
    {
        var result = new LabelMap(labels.Width, labels.Height);
        var boxes = Boxes(labels);
        var number = 0;
        for (var id = 1; id <= boxes.Length; id++)
        {
            var box = boxes[id - 1];
            if (box.IsEmpty) continue;
            var own = new Raster<byte>(box.Width, box.Height);
            for (var row = 0; row < box.Height; row++)
                for (var x = 0; x < box.Width; x++) own[row, x] = labels[box.Y + row, box.X + x] == id ? (byte)1 : (byte)0;
            var parts = ConnectedComponents.LabelByBlocks(own);
            var count = 0;
            for (var row = 0; row < box.Height; row++)
                for (var x = 0; x < box.Width; x++)
                {
                    var part = parts[row, x];
                    if (part == 0) continue;
                    result[box.Y + row, box.X + x] = number + part;
                    count = Math.Max(count, part);
                }
            number += count;
        }
        return result;
    }

    private static LabelMap FloodWindow(PixelMaps maps, Rect window, ThresholdWatershedOptions options)
    {
        var (background, interior) = (maps[ThresholdWatershedChannels.Background], maps[ThresholdWatershedChannels.Interior]);
        Raster<byte> mask = new(window.Width, window.Height), seeds = new(window.Width, window.Height);
        var levels = new Raster<double>(window.Width, window.Height);
        for (var row = 0; row < window.Height; row++)
            for (var x = 0; x < window.Width; x++)
            {
                int r = window.Y + row, c = window.X + x;
                var classIndex = maps.Classes is null ? -1 : maps.Classes[r, c] - 1;
                mask[row, x] = Less(background[r, c]) > (Half)options.ForegroundOf(classIndex) ? (byte)1 : (byte)0;
                seeds[row, x] = (Half)interior[r, c] > (Half)options.SeedOf(classIndex) ? (byte)1 : (byte)0;
                levels[row, x] = (double)Less(interior[r, c]);
            }
        return Watershed.Flood(levels, ConnectedComponents.LabelByBlocks(seeds), mask, Connectivity.Eight);

        static Half Less(float value) => (Half)1 - (Half)value;
    }

    /// <summary>The box of every id from 1; empty for those that do not occur.</summary>
    private static Rect[] Boxes(LabelMap labels)
    {
        var boxes = new Rect[labels.Pixels.Length == 0 ? 0 : labels.Pixels.Max()];
        for (var row = 0; row < labels.Height; row++)
            for (var x = 0; x < labels.Width; x++)
            {
                var id = labels[row, x];
                if (id == 0) continue;
                ref var box = ref boxes[id - 1];
                if (box.IsEmpty) box = new Rect(x, row, 1, 1);
                int left = Math.Min(box.X, x), right = Math.Max(box.Right, x + 1);
                box = new Rect(left, box.Y, right - left, row + 1 - box.Y);
            }
        return boxes;
    }
}

using Karyon.Core.Rasters;

namespace Karyon.Core.Labelling;

/// <summary>Numbers the connected components of a binary image, in O(pixels).</summary>
public static class ConnectedComponents
{
    /// <summary>
    /// Components numbered from 1 in raster order of their first pixel
    /// (SciPy's <c>ndimage.label</c>, scikit-image's <c>label</c>, OpenCV's <c>connectedComponents</c> with connectivity 4).
    /// </summary>
    /// <param name="mask">Foreground is anything but 0.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    public static LabelMap Label(Raster<byte> mask, Connectivity connectivity)
    {
        var table = new RunTable();
        table.Read(BitRaster.FromRaster(mask), connectivity);
        return Paint(table, mask.Width, mask.Height);
    }

    /// <summary>
    /// 8-connected components numbered as OpenCV's <c>connectedComponents</c> does: by the first 2x2 block, in raster order of
    /// blocks, that holds a pixel of theirs; inside a block left to right, top to bottom.
    /// </summary>
    public static LabelMap LabelByBlocks(Raster<byte> mask)
    {
        var labels = Label(mask, Connectivity.Eight);
        var pixels = labels.Pixels;
        var highest = 0;
        foreach (var id in pixels) highest = Math.Max(highest, id);
        var number = new int[highest + 1];
        var next = 0;
        for (var row = 0; row < labels.Height; row += 2)
            for (var x = 0; x < labels.Width; x += 2)
                for (var k = 0; k < 4; k++)
                {
                    int r = row + (k >> 1), c = x + (k & 1);
                    if (r >= labels.Height || c >= labels.Width) continue;
                    var id = labels[r, c];
                    if (id != 0 && number[id] == 0) number[id] = ++next;
                }
        for (var i = 0; i < pixels.Length; i++) pixels[i] = number[pixels[i]];
        return labels;
    }

    /// <summary>
    /// The connected parts of every label of a map, numbered from 1 in raster order of their first pixel:
    /// pixels touch only where their labels are equal.
    /// </summary>
    public static LabelMap LabelParts(LabelMap labels, Connectivity connectivity)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var table = new RunTable();
        table.Read(labels, connectivity);
        return Paint(table, labels.Width, labels.Height);
    }

    private static LabelMap Paint(RunTable table, int width, int height)
    {
        var labels = new LabelMap(width, height);
        for (var i = 0; i < table.Count; i++)
        {
            var run = table.Runs[i];
            labels.Raster.Row(run.Row)[run.Start..run.End].Fill(table.Components[i]);
        }
        return labels;
    }
}

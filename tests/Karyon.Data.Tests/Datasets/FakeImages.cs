using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;

namespace Karyon.Data.Tests.Datasets;

/// <summary>An image reader whose images are given by the test; files on disk are empty and serve to be found.</summary>
internal sealed class FakeImages : IImageReader
{
    private readonly Dictionary<string, LabelMap> _images = [];

    /// <summary>Puts an empty file on disk and gives it pixels: one digit each, a dot for 0.</summary>
    public FakeImages Add(string path, params string[] rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        var map = new LabelMap(rows[0].Length, rows.Length);
        for (var y = 0; y < rows.Length; y++)
            for (var x = 0; x < rows[y].Length; x++)
                map[y, x] = rows[y][x] == '.' ? 0 : rows[y][x] - '0';
        _images.Add(path, map);
        return this;
    }

    public Raster<Rgb> ReadRgb(string path)
    {
        var map = ReadLabels(path);
        return new Raster<Rgb>(map.Width, map.Height, Array.ConvertAll(map.Pixels, value => new Rgb((byte)value, (byte)value, (byte)value)));
    }

    public LabelMap ReadLabels(string path) =>
        _images.TryGetValue(path, out var map) ? map : throw new InvalidFileException($"{path}: the test did not give this image");
}

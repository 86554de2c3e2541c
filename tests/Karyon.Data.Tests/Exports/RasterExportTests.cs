using System.Buffers.Binary;
using System.IO.Compression;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Exports;
using Karyon.Data.Slides;

namespace Karyon.Data.Tests.Exports;

public sealed class RasterExportTests
{
    public static TheoryData<string> Cases => [.. ExportCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_label_PNG_holds_the_id_of_every_pixel_in_16_bits(string name)
    {
        var result = ExportCases.Make(name);
        using var stream = new MemoryStream();
        LabelsExport.WritePng(result, stream);
        stream.Position = 0;
        var decoded = PngDecoder.Decode(stream, name);
        Assert.Equal(ColorModel.Grey, decoded.Model);
        Assert.Equal(ExportCases.LabelsOf(result).Pixels, decoded.Samples16!.Select(value => (int)value));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_label_TIFF_holds_the_id_of_every_pixel_in_32_bits(string name)
    {
        // Ids beyond 65,535, and enough rows for several strips.
        var small = ExportCases.LabelsOf(ExportCases.Make(name));
        var labels = new LabelMap(small.Width, small.Height + 130);
        for (var row = 0; row < small.Height; row++)
            for (var column = 0; column < small.Width; column++)
                labels[row + 65, column] = small[row, column] == 0 ? 0 : small[row, column] + 70_000;
        var result = ExportCases.From(name, labels);
        Assert.Equal(result.Nuclei.Count == 0, LabelsExport.FitsPng(result));
        using var stream = new MemoryStream();
        LabelsExport.WriteTiff(result, stream);
        Assert.Equal(labels.Pixels, IdsOfTiff(stream.ToArray(), labels.Width, labels.Height));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_overlay_draws_two_pixels_inside_each_nucleus_and_leaves_the_rest_of_the_image(string name)
    {
        var result = ExportCases.Make(name);
        var labels = ExportCases.LabelsOf(result);
        var image = new Raster<Rgb>(result.Width, result.Height);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = new Rgb((byte)i, (byte)(i >> 3), 77);
        using var slide = new FlatImageSlide(name, image);
        using var stream = new MemoryStream();
        OverlayExport.Write(result, slide, stream);
        stream.Position = 0;
        var drawn = PngDecoder.Decode(stream, name).ToRgb();
        for (var row = 0; row < result.Height; row++)
            for (var column = 0; column < result.Width; column++)
            {
                var id = labels[row, column];
                var onLine = id != 0 && IsWithin(labels, row, column, id, OverlayExport.Thickness);
                var expected = onLine ? result.Scheme.Classes[id % result.Scheme.Classes.Count].Color : image[row, column];
                Assert.Equal(expected, drawn[row, column]);
            }
    }

    [Fact]
    public void A_result_folder_writes_every_format_under_the_name_of_the_input()
    {
        var folder = Directory.CreateTempSubdirectory("karyon-results").FullName;
        try
        {
            var result = ExportCases.Make("borders");
            using var slide = new FlatImageSlide("borders", new Raster<Rgb>(result.Width, result.Height));
            var results = new ResultFolder(folder);
            foreach (var format in Enum.GetValues<ResultFormat>()) Assert.True(File.Exists(results.Write(result, format, slide)));
            Assert.Equal(["borders.csv", "borders.geojson", "borders.hovernet.json", "borders.labels.png", "borders.overlay.png"],
                Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Equal(ExportCases.LabelsOf(result).Pixels, ImageFile.ReadLabels(results.PathOf(result, ResultFormat.Labels)).Pixels);

            var crowded = ExportCases.From("crowded", new LabelMap(new Raster<int>(3, 2, [0, 65_536, 65_536, 9, 9, 2_000_000_000])));
            var path = results.Write(crowded, ResultFormat.Labels, slide);
            Assert.EndsWith("crowded.labels.tiff", path, StringComparison.Ordinal);
            Assert.Equal(ExportCases.LabelsOf(crowded).Pixels, ImageFile.ReadLabels(path).Pixels);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_name_that_would_leave_the_folder_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new ResultFolder("out").PathOfRecord(name));

    [Fact]
    public void The_sweep_hands_out_every_run_once_in_bands_of_any_height()
    {
        var result = ExportCases.Make("synthetic");
        foreach (var height in new[] { 1, 7, 64, 1000 })
        {
            var sweep = new RunSweep(result.Nuclei, nucleus => nucleus.Mask.Runs.ToArray());
            var seen = new Dictionary<int, List<Run>>();
            for (var top = 0; top < result.Height; top += height)
            {
                var first = top;
                sweep.Advance(top + height, (nucleus, run) =>
                {
                    Assert.InRange(run.Row, first, first + height - 1);
                    if (!seen.TryGetValue(nucleus.Id, out var runs)) seen[nucleus.Id] = runs = [];
                    runs.Add(run);
                });
            }
            Assert.Equal(result.Nuclei.Count, seen.Count);
            Assert.All(result.Nuclei, nucleus => Assert.Equal(nucleus.Mask.Runs.ToArray(), seen[nucleus.Id]));
        }
    }

    private static bool IsWithin(LabelMap labels, int row, int column, int id, int distance)
    {
        for (var dy = -distance; dy <= distance; dy++)
            for (var dx = -distance; dx <= distance; dx++)
            {
                int y = row + dy, x = column + dx;
                if (Math.Abs(dx) + Math.Abs(dy) > distance) continue;
                if (y < 0 || x < 0 || y >= labels.Height || x >= labels.Width || labels[y, x] != id) return true;
            }
        return false;
    }

    private static int[] IdsOfTiff(byte[] file, int width, int height)
    {
        Assert.Equal("II*\0"u8.ToArray(), file[..4]);
        var directory = (int)U32(4);
        var tags = Enumerable.Range(0, U16(directory)).Select(i => directory + 2 + 12 * i).ToDictionary(at => U16(at), at => at);
        Assert.Equal(tags.Keys.Order(), tags.Keys);
        Assert.Equal((width, height), ((int)U32(tags[256] + 8), (int)U32(tags[257] + 8)));
        Assert.Equal((32, 8, 1), (U16(tags[258] + 8), U16(tags[259] + 8), U16(tags[339] + 8)));
        int[] offsets = Values(tags[273]), lengths = Values(tags[279]);
        var ids = new List<int>();
        foreach (var (offset, length) in offsets.Zip(lengths))
        {
            using var inflate = new ZLibStream(new MemoryStream(file, offset, length), CompressionMode.Decompress);
            using var strip = new MemoryStream();
            inflate.CopyTo(strip);
            ids.AddRange(strip.ToArray().Chunk(4).Select(bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)));
        }
        return [.. ids];

        ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
        uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
        int[] Values(int entry)
        {
            var count = (int)U32(entry + 4);
            return count == 1 ? [(int)U32(entry + 8)] : [.. Enumerable.Range(0, count).Select(i => (int)U32((int)U32(entry + 8) + 4 * i))];
        }
    }
}

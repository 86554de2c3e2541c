using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Datasets;
using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Training.Sampling;

public sealed class TrainingSetTests
{
    [Fact]
    public void The_open_sets_load_with_held_out_patients_masks_and_pixel_sizes()
    {
        var root = SharedFolder.Require("data/open");
        var set = TrainingSet.Load(
        [
            new TrainingSource { Kind = DatasetKind.Tnbc, Path = Path.Combine(root, "tnbc"), Weight = 3, Validation = ["03", "07", "11"] },
            new TrainingSource { Kind = DatasetKind.Dsb2018, Path = Path.Combine(root, "dsb2018-he"), Zoom = new ValueRange(0.6, 1.7) },
            new TrainingSource { Kind = DatasetKind.NuCls, Path = Path.Combine(root, "nucls"), KnownMarginPx = 10 },
            new TrainingSource { Kind = DatasetKind.Puma, Path = Path.Combine(root, "puma"), Weight = 10 },
        ]);
        Assert.Equal(39 + 107 + 17 + 1, set.Training.Count);
        Assert.Equal(11, set.Validation.Count);
        Assert.All(set.Validation, item => Assert.Contains(item.Name[5..7], new[] { "03", "07", "11" }));
        Assert.DoesNotContain(set.Training, item => item.Name is ['t', 'n', 'b', 'c', '/', '0', '3' or '7', ..] or ['t', 'n', 'b', 'c', '/', '1', '1', ..]);
        var nucls = set.Training.Where(item => item.Name.StartsWith("nucls/", StringComparison.Ordinal)).ToList();
        Assert.All(nucls, item => Assert.Equal(0.2, item.MicronsPerPixel));
        Assert.All(nucls, item => Assert.NotNull(item.Unknown));
        // A contour is known, a far corner is not, in an image that has both.
        Assert.Contains(nucls, item => item.Unknown!.Pixels.Zip(item.Labels.Pixels).Any(pair => pair is (0, > 0)) && item.Unknown.Pixels.Contains((byte)1));
        Assert.Equal((0.23, 10.0), (set.Training[^1].MicronsPerPixel, set.Training[^1].Weight));
        Assert.Equal(TrainingSet.AssumedMicronsPerPixel, set.Training[60].MicronsPerPixel);
        Assert.Equal(0.6, set.Training[60].Zoom!.Value.Low);
    }

    [Fact]
    public void A_folder_may_have_masks_of_what_its_labels_leave_open()
    {
        using var folder = MadeFolder(withMask: true);
        var set = TrainingSet.Load([new TrainingSource { Path = folder.Path, MicronsPerPixel = 0.3 }]);
        var item = Assert.Single(set.Training);
        Assert.Equal([0, 1, 0, 0], item.Unknown!.Pixels);
        Assert.Equal([0, 0, 5, 0], item.Labels.Pixels);
        Assert.Equal(0.3, item.MicronsPerPixel);
    }

    [Fact]
    public void A_set_of_which_nothing_is_left_is_an_error_that_names_it()
    {
        using var folder = MadeFolder(withMask: false);
        var error = Assert.Throws<InvalidFileException>(() => TrainingSet.Load([new TrainingSource { Path = folder.Path, LeftOut = ["a"] }]));
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("held out", Assert.Throws<InvalidFileException>(() => TrainingSet.Load([new TrainingSource { Path = folder.Path, Validation = ["a"] }])).Message, StringComparison.Ordinal);
    }

    private static ScratchFolder MadeFolder(bool withMask)
    {
        var folder = new ScratchFolder();
        folder.Write("images/a.png", PngOf(new Raster<Rgb>(2, 2)));
        folder.Write("labels/a.png", PngOf([0, 0, 5, 0]));
        if (withMask) folder.Write("ignore/a.png", PngOf([0, 255, 0, 0]));
        return folder;
    }

    private static byte[] PngOf(byte[] grey) => PngOf(new Raster<byte>(2, 2, grey));

    private static byte[] PngOf(Raster<byte> raster)
    {
        using var stream = new MemoryStream();
        PngEncoder.Encode(stream, raster);
        return stream.ToArray();
    }

    private static byte[] PngOf(Raster<Rgb> raster)
    {
        using var stream = new MemoryStream();
        PngEncoder.Encode(stream, raster);
        return stream.ToArray();
    }
}

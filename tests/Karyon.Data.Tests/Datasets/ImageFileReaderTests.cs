using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Testing;

namespace Karyon.Data.Tests.Datasets;

public class ImageFileReaderTests
{
    [Theory]
    [InlineData("open/tnbc/labels/01_1.png", 512, 512)]
    [InlineData("research-only/consep/test/type/test_1.png", 1000, 1000)]
    public void Label_images_read_as_an_independent_decoder_reads_them(string file, int width, int height)
    {
        var path = SharedFolder.Require("data/" + file);
        var reader = new ImageFileReader();
        Assert.Equal(new PngImages().ReadLabels(path).Pixels, reader.ReadLabels(path).Pixels);
        Assert.Equal((width, height), reader.ReadSize(path));
    }

    [Fact]
    public void Images_of_a_data_set_have_the_size_of_their_labels()
    {
        var item = DatasetCatalog.Open(DatasetKind.Tnbc, SharedFolder.Require("data/open/tnbc"), new ImageFileReader()).Items[0];
        var image = item.LoadImage();
        var labels = item.LoadLabels()!;
        Assert.Equal((512, 512), (image.Width, image.Height));
        Assert.Equal((512, 512), (labels.Width, labels.Height));
    }

    [Fact]
    public void An_image_beyond_the_limits_is_refused() =>
        Assert.ThrowsAny<InvalidFileException>(() => new ImageFileReader(new DecodeLimits(100, 1000)).ReadRgb(SharedFolder.Require("data/open/tnbc/images/01_1.png")));
}

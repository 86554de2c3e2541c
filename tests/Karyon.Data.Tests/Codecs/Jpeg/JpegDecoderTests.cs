using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;
using Karyon.Testing;

namespace Karyon.Data.Tests.Codecs.Jpeg;

public class JpegDecoderTests
{
    public static TheoryData<string> Variants =>
        [.. JpegGoldens.ReadList("expected.json").Where(f => f.Value is not null).Select(f => f.Key)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_variant_decodes_to_the_pixels_that_Pillow_reads(string name) =>
        Assert.Equal(JpegGoldens.ReadList("expected.json")[name], JpegGoldens.Describe(Decode(JpegGoldens.Read(name))));

    [Fact]
    public void Every_jpeg_of_the_shared_data_decodes_to_the_pixels_that_Pillow_reads()
    {
        var root = SharedFolder.Require("data");
        var differing = new List<string>();
        foreach (var (path, expected) in JpegGoldens.ReadList("shared.json"))
        {
            var file = Path.Combine(root, "..", path);
            if (File.Exists(file) && JpegGoldens.Describe(Decode(File.ReadAllBytes(file))) != expected) differing.Add(path);
        }
        Assert.Empty(differing);
    }

    private static DecodedImage Decode(byte[] file) => JpegDecoder.Decode(file, "test.jpg", DecodeLimits.Default);
}

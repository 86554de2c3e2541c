using System.Buffers.Binary;
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
        var compared = 0;
        foreach (var (path, expected) in JpegGoldens.ReadList("shared.json"))
        {
            if (JpegGoldens.Describe(Decode(File.ReadAllBytes(Path.Combine(root, "..", path)))) != expected) differing.Add(path);
            compared++;
        }
        Assert.Equal(304, compared);
        Assert.Empty(differing);
    }

    [Theory]
    [InlineData("refused-arithmetic", "arithmetic coding")]
    [InlineData("refused-fraction", "chroma at 2 x 1 of 3 x 1 samples")]
    [InlineData("refused-12bit", "12 bits per sample")]
    [InlineData("refused-lossless", "lossless")]
    [InlineData("refused-hierarchical", "hierarchical")]
    public void What_is_not_read_is_refused_by_name(string name, string feature) =>
        Assert.Contains(feature, Assert.Throws<UnsupportedFeatureException>(() => Decode(JpegGoldens.Read(name))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(new byte[0], "empty or truncated")]
    [InlineData(new byte[] { 0x89, 0x50, 0x4E, 0x47 }, "starts with FF D8")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF, 0xD9 }, "without an image")]
    public void What_is_no_jpeg_is_refused_with_the_reason(byte[] file, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidFileException>(() => Decode(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_over_the_limits_is_refused_before_memory_is_taken()
    {
        var file = JpegGoldens.Read("444");
        Assert.Contains("over the limit of 1664", Assert.Throws<InvalidFileException>(
            () => JpegDecoder.Decode(file, "test.jpg", new DecodeLimits(45 * 37 - 1, 1 << 20))).Message, StringComparison.Ordinal);
        Assert.Contains("over the limit of 5000", Assert.Throws<InvalidFileException>(
            () => JpegDecoder.Decode(file, "test.jpg", new DecodeLimits(45 * 37, 5000))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_file_that_states_a_large_image_is_refused_without_taking_memory()
    {
        var file = WithSize(JpegGoldens.Read("444"), 20000, 20000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("truncated", Assert.Throws<InvalidFileException>(() => Decode(file)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_file_of_thousands_of_scans_is_refused()
    {
        var file = JpegGoldens.Read("progressive-444");
        var end = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, Marker.Eoi]);
        var start = file.AsSpan(0, end).LastIndexOf((ReadOnlySpan<byte>)[0xFF, Marker.Sos]);
        byte[] bomb = [.. file.AsSpan(0, end), .. Enumerable.Repeat(file[start..end], 5000).SelectMany(s => s), 0xFF, Marker.Eoi];
        Assert.Contains("refines coefficient", Assert.Throws<InvalidFileException>(() => Decode(bomb)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_progressive_file_whose_last_scans_are_missing_is_refused()
    {
        var file = JpegGoldens.Read("progressive-444");
        var second = 2 + file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, Marker.Sos]);
        second += file.AsSpan(second).IndexOf((ReadOnlySpan<byte>)[0xFF, Marker.Dht]);
        byte[] cut = [.. file.AsSpan(0, second), 0xFF, Marker.Eoi];
        Assert.Contains("incomplete progressive", Assert.Throws<UnsupportedFeatureException>(() => Decode(cut)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lost_restart_marker_is_refused()
    {
        var file = JpegGoldens.Read("restart-1-mcu");
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD1]) + 1] = 0xD2;
        Assert.Contains("restart marker FF D1", Assert.Throws<InvalidFileException>(() => Decode(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_abbreviated_stream_with_its_tables_gives_the_pixels_of_the_whole_file()
    {
        var file = JpegGoldens.Read("420");
        var (tables, stream) = Split(file);
        Assert.Equal(Decode(file).Samples8, Abbreviated(tables, stream, JpegColorHint.YCbCr).Samples8);
        Assert.Equal(Decode(file).Samples8, Abbreviated(tables, stream[..^2], JpegColorHint.FromFile).Samples8);
        Assert.Equal(Decode(file).Samples8, Abbreviated([], file, JpegColorHint.FromFile).Samples8);
        Assert.Contains("quantisation table 0", Assert.Throws<InvalidFileException>(
            () => Abbreviated([], stream, JpegColorHint.YCbCr)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_containers_word_on_colour_overrides_the_streams()
    {
        var rgb = JpegGoldens.Read("rgb-adobe");
        Assert.Equal(Decode(rgb).Samples8, Abbreviated([], rgb, JpegColorHint.Rgb).Samples8);
        Assert.Equal(Decode(JpegGoldens.Read("ycc-by-adobe")).Samples8, Abbreviated([], rgb, JpegColorHint.YCbCr).Samples8);
        var cmyk = JpegGoldens.Read("cmyk");
        Assert.Equal(Decode(cmyk).Samples8!.Select(s => (byte)(255 - s)), Abbreviated([], cmyk, JpegColorHint.Cmyk).Samples8!);
        Assert.Contains("4 components", Assert.Throws<InvalidFileException>(
            () => Abbreviated([], cmyk, JpegColorHint.Rgb)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("density-microscope", 0.5)]
    [InlineData("444", null)]
    public void The_density_is_a_pixel_size_only_where_it_can_be_a_microscopes(string name, double? microns)
    {
        Assert.Equal(microns, Decode(JpegGoldens.Read(name)).MicronsPerPixel);
        Assert.Equal(microns, JpegDecoder.ReadInfo(JpegGoldens.Read(name), name).MicronsPerPixel);
    }

    [Fact]
    public void The_headers_alone_tell_size_colour_and_kind()
    {
        Assert.Equal(new JpegInfo(45, 37, ColorModel.Rgb, false, null), JpegDecoder.ReadInfo(JpegGoldens.Read("420"), "a.jpg"));
        Assert.Equal(new JpegInfo(45, 37, ColorModel.Grey, true, null), JpegDecoder.ReadInfo(JpegGoldens.Read("grey-progressive"), "a.jpg"));
        Assert.Equal(new JpegInfo(45, 37, ColorModel.Cmyk, false, null), JpegDecoder.ReadInfo(JpegGoldens.Read("ycck"), "a.jpg"));
    }

    private static DecodedImage Abbreviated(byte[] tables, byte[] stream, JpegColorHint hint) =>
        JpegDecoder.DecodeAbbreviated(tables, stream, hint, "tile.jpg", DecodeLimits.Default);

    private static byte[] WithSize(byte[] file, ushort width, ushort height)
    {
        var frame = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, Marker.Sof0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), width);
        return file;
    }

    /// <summary>Parts a file into a tables-only stream and one without tables, as TIFF keeps them.</summary>
    private static (byte[] Tables, byte[] Stream) Split(byte[] file)
    {
        List<byte> tables = [0xFF, Marker.Soi], stream = [0xFF, Marker.Soi];
        var at = 2;
        while (file[at + 1] != Marker.Sos)
        {
            var length = 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            (file[at + 1] is Marker.Dqt or Marker.Dht ? tables : stream).AddRange(file.AsSpan(at, length));
            at += length;
        }
        return ([.. tables, 0xFF, Marker.Eoi], [.. stream, .. file.AsSpan(at)]);
    }

    private static DecodedImage Decode(byte[] file) => JpegDecoder.Decode(file, "test.jpg", DecodeLimits.Default);
}

using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Tiff;

namespace Karyon.Data.Tests.Codecs.Tiff;

public sealed class TiffFuzzTests
{
    [Fact]
    public void No_damage_gets_more_out_of_the_decoder_than_a_typed_error()
    {
        var seeds = Directory.EnumerateFiles(PixelDigest.Goldens("tiff"), "*.tif").Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path))).ToList();
        var fuzzer = new MutationFuzzer(seeds, Decode);
        var count = MutationFuzzer.Count(otherwise: 6000);
        var tally = fuzzer.Run(count);
        Assert.True(tally.Decoded > count / 20 && tally.Refused > count / 10, tally.ToString());
    }

    private static void Decode(byte[] file)
    {
        using var tiff = TiffFile.Open(new MemoryByteSource(file), "fuzz.tif", MutationFuzzer.Limits);
        var directory = tiff.Directories[0];
        _ = directory.Describe();
        _ = directory.Description;
        foreach (var tag in directory.Fields.Keys.Take(40)) _ = directory.Real(tag);
        var layout = directory.Layout;
        directory.ReadTile(layout.TilesAcross - 1, layout.TilesDown - 1);
        directory.ReadRegion(new Rect(layout.Width / 2, layout.Height / 2, 1, 1));
        directory.ReadAsStored();
        directory.Read();
    }
}

using System.Text;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Data.Tests.Datasets;

namespace Karyon.Data.Tests.Arrays;

public sealed class NpyItemsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_item_is_read_on_its_own()
    {
        var items = NpyItems.Open(Write("a.npy", "<i2", "(3, 2, 2)", [.. Enumerable.Range(0, 12).SelectMany(value => BitConverter.GetBytes((short)value))]));
        Assert.Equal(3, items.Count);
        Assert.Equal([2, 2], items.ItemShape.ToArray());
        for (var index = 2; index >= 0; index--) Assert.Equal(Enumerable.Range(4 * index, 4), items.Read(index).ToInt32s());
        Assert.Throws<ArgumentOutOfRangeException>(() => items.Read(3));
    }

    [Fact]
    public void A_file_of_hundreds_of_gigabytes_is_opened_without_reading_it()
    {
        // Sparse: a length and hardly a byte on disk.
        var path = Write("large.npy", "<f8", "(100000, 256, 256, 6)", []);
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length + 100_000L * 256 * 256 * 6 * 8);
        Assert.All(NpyItems.Open(path).Read(99_999).ToInt32s(), value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("<i2", "(3, 2)", false, 11, "truncated")]
    [InlineData("<i2", "(3, 2)", true, 12, "column-major")]
    [InlineData("<i2", "(6,)", false, 12, "no items")]
    [InlineData("<U1", "(3, 1)", false, 12, "numbers are needed")]
    [InlineData("<f8", "(1000000000, 1000000000, 1000000000)", false, 12, "allowed")]
    public void What_cannot_be_read_item_by_item_is_named(string type, string shape, bool columnMajor, int bytes, string text) =>
        Assert.Contains(text, Assert.ThrowsAny<InvalidFileException>(() => NpyItems.Open(Write("a.npy", type, shape, new byte[bytes], columnMajor))).Message, StringComparison.Ordinal);

    [Fact]
    public void Gzip_is_named()
    {
        var path = _folder.At("a.npy");
        File.WriteAllBytes(path, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Contains("unzip it first", Assert.Throws<InvalidFileException>(() => NpyItems.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PanNuke_s_layout_gives_images_tissues_classes_and_names()
    {
        // Two images of 1 x 2 px: nucleus 7 of class 1 (neoplastic) and 7 of class 5 (epithelial); then a nucleus of class 2 on both pixels, and one of class 4 over its second.
        double[] masks = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 3, 0, 0, 0, 0, 0, 3, 0, 9, 0, 0];
        double[] images = [255, 0, 128.4, 1, 2, 3, 0, 0, 0, 9, 9, 9];
        Write(Path.Combine("set", "Fold 2", "masks", "fold2", "masks.npy"), "<f8", "(2, 1, 2, 6)", [.. masks.SelectMany(BitConverter.GetBytes)]);
        Write(Path.Combine("set", "Fold 2", "images", "fold2", "images.npy"), "<f8", "(2, 1, 2, 3)", [.. images.SelectMany(BitConverter.GetBytes)]);
        Write(Path.Combine("set", "Fold 2", "images", "fold2", "types.npy"), "<U6", "(2,)", [.. Encoding.UTF32.GetBytes("BreastColon\0")]);
        var set = DatasetCatalog.Open(DatasetKind.PanNuke, _folder.At("set"), new ImageFileReader());
        Assert.Equal(["fold2_00000 Breast", "fold2_00001 Colon"], set.Items.Select(item => $"{item.Name} {item.Tissue}"));
        Assert.Equal(["neoplastic", "inflammatory", "connective", "dead", "epithelial"], set.Classes.Classes.Select(type => type.Name));
        Assert.Equal(new Core.Rasters.Rgb(255, 0, 128), set.Items[0].LoadImage()[0, 0]);
        Assert.Equal([1, 2], set.Items[0].LoadLabels()!.Pixels);
        Assert.Equal(["1: 0", "2: 4"], set.Items[0].LoadLabelClasses()!.Select(entry => $"{entry.Key}: {entry.Value}"));
        var second = set.Items[1].LoadTypedNuclei()!;
        Assert.Equal([1, 2], second.Labels.Pixels);
        Assert.Equal([3, 3], second.MapOf(1).Pixels);
        Assert.Equal(0.25, set.Items[0].MicronsPerPixel);
    }

    private string Write(string name, string type, string shape, byte[] content, bool columnMajor = false)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': {(columnMajor ? "True" : "False")}, 'shape': {shape}, }}".PadRight(117) + "\n";
        var path = _folder.At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. content]);
        return path;
    }
}

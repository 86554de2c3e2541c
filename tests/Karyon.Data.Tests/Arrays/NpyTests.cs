using System.Text;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.Data.Tests.Arrays;

public class NpyTests
{
    [Fact]
    public void Every_type_order_and_byte_order_reads_as_numpy_wrote_it()
    {
        var arrays = NpzFile.Read(ArrayGoldens.Path("arrays.npz"));
        var types = new Dictionary<string, ElementType>
        {
            ["b1"] = ElementType.Boolean, ["i1"] = ElementType.Int8, ["u1"] = ElementType.UInt8, ["i2"] = ElementType.Int16,
            ["u2"] = ElementType.UInt16, ["i4"] = ElementType.Int32, ["u4"] = ElementType.UInt32, ["i8"] = ElementType.Int64,
            ["u8"] = ElementType.UInt64, ["f2"] = ElementType.Float16, ["f4"] = ElementType.Float32, ["f8"] = ElementType.Float64,
        };
        foreach (var (kind, type) in types)
        {
            foreach (var variant in new[] { "C_little", "C_big", "F_little", "F_big" })
            {
                var array = arrays[$"{kind}_{variant}"];
                Assert.Equal(type, array.Type);
                Assert.Equal([2, 3, 4], array.Shape.ToArray());
                Assert.Equal(ArrayGoldens.ValuesOf(kind), array.ToDoubles());
            }
        }
    }

    [Fact]
    public void Extreme_numbers_keep_their_bits()
    {
        var arrays = NpzFile.Read(ArrayGoldens.Path("arrays.npz"));
        Assert.Equal([long.MinValue, long.MaxValue], arrays["wide_i8"].As<long>().ToArray());
        Assert.Equal([0, ulong.MaxValue], arrays["wide_u8"].As<ulong>().ToArray());
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon], arrays["floats"].As<double>().ToArray());
    }

    [Fact]
    public void Texts_read_whole_in_either_order()
    {
        var arrays = NpzFile.Read(ArrayGoldens.Path("arrays.npz"));
        Assert.Equal(["Breast", "Bile-duct", "", "αΔ", "\U0001F52C"], arrays["texts_little"].ToTexts());
        Assert.Equal(["a", "b", "c", "d", "e", "f"], arrays["texts_big_F"].ToTexts());
    }

    [Fact]
    public void A_single_value_has_no_dimensions_and_an_empty_array_no_elements()
    {
        var arrays = NpzFile.Read(ArrayGoldens.Path("arrays.npz"));
        Assert.Equal(0, arrays["scalar"].Rank);
        Assert.Equal([7.5], arrays["scalar"].ToDoubles());
        Assert.Equal([3, 0, 2], arrays["none"].Shape.ToArray());
        Assert.Equal(0, arrays["none"].Length);
    }

    [Theory]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    [InlineData("zipped.npy.gz")]
    public void Every_header_version_and_a_zipped_file_read_alike(string file)
    {
        var array = NpyFile.Read(ArrayGoldens.Path(file));
        Assert.Equal([2, 3], array.Shape.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], array.ToInt32s());
    }

    [Theory]
    [InlineData("objects.npy")]
    [InlineData("records.npy")]
    [InlineData("complex.npy")]
    public void Elements_that_are_not_read_are_refused_by_name(string file)
    {
        var error = Assert.Throws<UnsupportedFeatureException>(() => NpyFile.Read(ArrayGoldens.Path(file)));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "allowed")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (100000000,), }", "truncated")]
    [InlineData("{'descr': '<i4', 'fortran_order': False, 'shape': (-1,), }", "malformed")]
    [InlineData("{'descr': '<i4', 'fortran_order': 3, 'shape': (1,), }", "malformed")]
    [InlineData("{'descr': '<i4', 'fortran_order': False}", "lacks")]
    [InlineData("{'descr': '<i4'", "malformed")]
    [InlineData("{'descr': '<', 'fortran_order': False, 'shape': ()}", "malformed")]
    [InlineData("{'descr': '<U0', 'fortran_order': False, 'shape': (1000000000,)}", "not read")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': ()}", "not read")]
    [InlineData("", "malformed")]
    public void A_hostile_header_is_refused_in_one_line(string header, string reason)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.Latin1.GetBytes(header), 0, 0, 0, 0];
        var error = Assert.ThrowsAny<InvalidFileException>(() => NpyFile.Parse(bytes, "x.npy"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.npy", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Mutated_and_cut_files_never_fail_in_another_way()
    {
        foreach (var file in new[] { "version1.npy", "version3.npy" })
        {
            var bytes = File.ReadAllBytes(ArrayGoldens.Path(file));
            Mutations.Try(bytes, 3000, mutated => NpyFile.Parse(mutated, "x.npy", new DecodeLimits(1 << 20, 1 << 20)));
        }
    }

    [Fact]
    public void A_gzip_stream_that_unfolds_beyond_the_bound_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var zip = new System.IO.Compression.GZipStream(File.Create(path), System.IO.Compression.CompressionLevel.Fastest))
                zip.Write(new byte[4 << 20]);
            var error = Assert.Throws<InvalidFileException>(() => NpyFile.Read(path, new DecodeLimits(1 << 20, 1 << 20)));
            Assert.Contains("larger", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Values_that_are_no_whole_numbers_are_not_rounded_silently()
    {
        var arrays = NpzFile.Read(ArrayGoldens.Path("arrays.npz"));
        Assert.Throws<InvalidFileException>(() => arrays["f4_C_little"].ToInt32s());
        Assert.Throws<InvalidFileException>(() => arrays["wide_i8"].ToInt32s());
        Assert.Throws<InvalidFileException>(() => arrays["i4_C_little"].As<uint>().ToArray());
    }

    [Theory]
    [InlineData("types_2656.npy", "fold0_types.csv", 2656)]
    [InlineData("types_2722.npy", "fold2_types.csv", 2722)]
    public void PanNuke_tissue_types_agree_with_the_table_beside_them(string file, string table, int count)
    {
        var types = NpyFile.Read(SharedFolder.Require("data/research-only/pannuke/" + file)).ToTexts();
        var rows = File.ReadLines(SharedFolder.Require("data/research-only/pannuke/" + table)).Skip(1).Select(line => line.Split(',')[1]);
        Assert.Equal(count, types.Count);
        Assert.Equal(rows, types);
    }

    [Fact]
    public void HoverNet_patches_hold_an_image_instances_and_classes()
    {
        var patch = NpyFile.Read(SharedFolder.Require("data/research-only/consep/format-samples/test_1_256x256x5.reconstructed.npy.gz"));
        Assert.Equal([256, 256, 5], patch.Shape.ToArray());
        var values = patch.ToInt32s();
        for (var i = 0; i < values.Length; i += 5)
        {
            Assert.InRange(values[i], 0, 255);
            Assert.Equal(values[i + 3] == 0, values[i + 4] == 0);
        }
    }
}

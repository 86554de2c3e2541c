using System.Buffers.Binary;
using System.Text;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.Data.Tests.Arrays;

public class MatTests
{
    [Theory]
    [InlineData("variables_plain.mat")]
    [InlineData("variables_compressed.mat")]
    public void Every_numeric_class_reads_as_scipy_wrote_it(string file)
    {
        var mat = MatFile.Read(ArrayGoldens.Path(file));
        foreach (var kind in new[] { "b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8" })
        {
            Assert.Equal([2, 3, 4], mat[kind].Shape.ToArray());
            Assert.Equal(ArrayGoldens.ValuesOf(kind), mat[kind].ToDoubles());
        }
        Assert.Equal((ElementType.Boolean, ElementType.UInt16, ElementType.Float32), (mat["b1"].Type, mat["u2"].Type, mat["f4"].Type));
        Assert.Equal([3], mat["small"].ToInt32s());
        Assert.Equal([0, 2], mat["empty"].Shape.ToArray());
        Assert.Equal(["cells", "imaginary", "record", "sparse", "text"], mat.Skipped.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("text array", Assert.Throws<InvalidFileException>(() => mat["text"]).Message, StringComparison.Ordinal);
        Assert.Contains("there are: ", Assert.Throws<InvalidFileException>(() => mat["inst_map"]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_big_endian_file_with_numbers_stored_small_reads_by_its_class()
    {
        // A 2 x 2 matrix of class double, column-major 1 2 3 260, stored as 16-bit numbers: what MATLAB does to save space.
        byte[] matrix =
        [
            .. Big(6), .. Big(8), .. Big(6), .. Big(0),
            .. Big(5), .. Big(8), .. Big(2), .. Big(2),
            0, 1, 0, 1, (byte)'m', 0, 0, 0, // A small element, big endian: its length comes first.
            .. Big(4), .. Big(8), 0, 1, 0, 2, 0, 3, 1, 4,
        ];
        byte[] file = [.. new byte[124], 1, 0, (byte)'M', (byte)'I', .. Big(14), .. Big(matrix.Length), .. matrix];
        var array = MatFile.Parse(file, "x.mat")["m"];
        Assert.Equal(ElementType.Float64, array.Type);
        Assert.Equal([1, 3, 2, 260], array.As<double>().ToArray());
    }

    [Fact]
    public void What_is_no_MATLAB_5_file_is_refused_with_advice()
    {
        Assert.Contains("no MATLAB 5 file", Refusal("hello"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("byte order mark", Refusal(new byte[200]), StringComparison.Ordinal);
        Assert.Contains("-v7", Refusal([.. Encoding.ASCII.GetBytes("MATLAB 7.3 MAT-file".PadRight(200))]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variables_plain.mat", 4000)]
    [InlineData("variables_compressed.mat", 4000)]
    public void Mutated_and_cut_files_never_fail_in_another_way(string file, int count) =>
        Mutations.Try(File.ReadAllBytes(ArrayGoldens.Path(file)), count, mutated => MatFile.Parse(mutated, "x.mat", new DecodeLimits(1 << 20, 1 << 20)));

    [Theory]
    [InlineData("hovernet-output.mat.gz", 1000, 8)]
    [InlineData("cellseg-test-patch1.mat.gz", 256, 20)]
    [InlineData("cellseg-test-patch3.mat.gz", 256, 58)]
    [InlineData("test_1.reconstructed.mat", 1000, 874)]
    [InlineData("test_11.reconstructed.mat", 1000, 1049)]
    public void Real_files_of_hover_net_and_CoNSeP_hold_as_many_nuclei_as_they_say(string file, int size, int nuclei)
    {
        var mat = MatFile.Read(SharedFolder.Require("data/research-only/consep/format-samples/" + file));
        Assert.Equal([size, size], mat["inst_map"].Shape.ToArray());
        Assert.Equal(nuclei, mat["inst_map"].ToInt32s().Where(id => id != 0).Distinct().Count());
        Assert.Equal([nuclei, 1], mat["inst_type"].Shape.ToArray());
        Assert.Equal([nuclei, 2], mat["inst_centroid"].Shape.ToArray());
    }

    private static string Refusal(byte[] bytes) => Assert.ThrowsAny<InvalidFileException>(() => MatFile.Parse(bytes, "x.mat")).Message;

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}

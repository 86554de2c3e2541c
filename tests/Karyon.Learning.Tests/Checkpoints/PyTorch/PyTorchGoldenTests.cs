using Karyon.Learning.Checkpoints;
using Karyon.Tensors;

namespace Karyon.Learning.Tests.Checkpoints.PyTorch;

/// <summary>Files of the real torch.save; the values are those of the formulas in make_goldens.py.</summary>
public class PyTorchGoldenTests
{
    public static TheoryData<string> Files => ["torch-1.13-zip.pt", "torch-1.13-stream.tar"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_number_format_reads_as_PyTorch_wrote_it(string name)
    {
        using var file = Open(name);
        foreach (var type in new[] { "float32", "float64", "float16", "bfloat16" }) Assert.Equal(Range(12).Select(i => i / 4), Values(file, $"type.{type}", 3, 4));
        foreach (var type in new[] { "int64", "int32", "int16", "int8", "uint8" }) Assert.Equal(Range(12), Values(file, $"type.{type}", 3, 4));
        Assert.Equal(Range(12).Select(i => i % 2), Values(file, "type.bool", 3, 4));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Views_of_a_shared_storage_are_put_in_row_major_order(string name)
    {
        using var file = Open(name);
        Assert.Equal(Range(24), Values(file, "whole", 2, 3, 4));
        // permute(2, 0, 1) of [2, 3, 4]: element (k, i, j) was 12 i + 4 j + k.
        Assert.Equal(from k in Range(4) from i in Range(2) from j in Range(3) select 12 * i + 4 * j + k, Values(file, "transposed", 4, 2, 3));
        Assert.Equal([16f, 18, 20, 22], Values(file, "part", 2, 2));
        Assert.Equal([5f, 5, 5, 5, 5, 5], Values(file, "expanded", 2, 3));
        Assert.Equal([-1.5f], Values(file, "scalar"));
        Assert.Equal([], Values(file, "empty", 0, 3));
        Assert.Equal([0.75f, 0.75f], Values(file, "learnt", 2));
    }

    [Theory]
    [InlineData("torch-1.13-zip.pt", new[] { "epoch", "val_loss", "curve", "options", "optimizer_state_dict", "device", "size" })]
    [InlineData("torch-1.13-stream.tar", new string[0])]
    public void What_a_trainer_keeps_beside_the_weights_is_listed(string name, string[] others)
    {
        using var file = Open(name);
        Assert.Equal(others, file.Others);
        Assert.Equal(17, file.Entries.Count);
    }

    private static ICheckpoint Open(string name) => CheckpointFile.Open(CheckpointGoldens.Path(name));

    private static IEnumerable<float> Range(int count) => Enumerable.Range(0, count).Select(i => (float)i);

    private static float[] Values(ICheckpoint file, string name, params int[] shape)
    {
        Assert.Equal(new Shape(shape), file.Entries.Single(entry => entry.Name == name).Shape);
        using var tensor = file.Read(name);
        Assert.Equal(new Shape(shape), tensor.Shape);
        return tensor.ToArray();
    }
}

using Karyon.Data.Codecs;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Checkpoints.PyTorch;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints;

public class CheckpointTableTests
{
    private static readonly CheckpointTable Table = new()
    {
        Network = "pair",
        SourceOf = name => name.Replace("first", "one", StringComparison.Ordinal),
        MayBeMissing = ["*.bias"],
        Ignored = [IgnoredTensors.BatchCounters, new("head.*", "the classifier"), IgnoredTensors.UnpoolMatrix],
    };

    [Fact]
    public void Every_tensor_is_used_once_or_stands_on_a_list()
    {
        using var network = new Pair();
        using var file = Open(Complete().Tensor("bn.num_batches_tracked", [], 7).Tensor("head.weight", [1], 3).Tensor("up.unpool_mat", [2, 2], 1, 1, 1, 1).Zip());
        var fill = Table.Fill(network, file);
        Assert.Equal([("first.weight", "one.weight"), ("second.weight", "second.weight"), ("second.bias", "second.bias")], fill.Used.Select(item => (item.Parameter.Name, item.Entry.Name)));
        Assert.Equal(["one.bias"], fill.Missing);
        Assert.Equal(["bn.num_batches_tracked", "head.weight", "up.unpool_mat"], fill.Ignored);
        Assert.Equal([1f, 2], network.Parameters()[0].Tensor.ToArray());
        Assert.Equal([0f], network.Parameters()[1].Tensor.ToArray());
        Assert.Equal([5f], network.Parameters()[3].Tensor.ToArray());
    }

    public static TheoryData<string, Func<byte[]>> Odd => new()
    {
        { "the file lacks tensor one.weight, second.weight; the network has no place for tensor two.weight, third", () => new TorchFileBuilder().Tensor("two.weight", [1], 1).Tensor("third", [1], 1).Zip() },
        { "tensor one.weight is [2, 1], the network needs [1, 2]", () => new TorchFileBuilder().Tensor("one.weight", [2, 1], 1, 2).Tensor("second.weight", [1, 2], 3, 4).Zip() },
        { "no place for tensor a, b, c, d and 2 more; the file belongs to another network", () => Complete().Tensor("a", [1], 1).Tensor("b", [1], 1).Tensor("c", [1], 1).Tensor("d", [1], 1).Tensor("e", [1], 1).Tensor("f", [1], 1).Zip() },
        { "tensor up.unpool_mat is not what it must be (a block of ones)", () => Complete().Tensor("up.unpool_mat", [2, 2], 1, 1, 1, 2).Zip() },
        { "tensor one.weight holds NaN", () => new TorchFileBuilder().Tensor("one.weight", [1, 2], 1, float.NaN).Tensor("second.weight", [1, 2], 3, 4).Zip() },
    };

    [Theory]
    [MemberData(nameof(Odd), DisableDiscoveryEnumeration = true)]
    public void Odd_tensors_are_named_on_both_sides(string reason, Func<byte[]> bytes)
    {
        using var network = new Pair();
        using var file = Open(bytes());
        var exception = Assert.Throws<InvalidNetworkFileException>(() => Table.Fill(network, file));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.pt: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static TorchFileBuilder Complete() => new TorchFileBuilder().Tensor("second.bias", [1], 5).Tensor("one.weight", [1, 2], 1, 2).Tensor("second.weight", [1, 2], 3, 4);

    private static PyTorchCheckpoint Open(byte[] bytes) => PyTorchCheckpoint.Open("x.pt", new MemoryByteSource(bytes));

    private sealed class Pair : Module
    {
        public Pair()
        {
            Register("first", new Linear(2, 1));
            Register("second", new Linear(2, 1));
        }
    }
}

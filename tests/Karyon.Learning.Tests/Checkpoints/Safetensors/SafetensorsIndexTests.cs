using System.Text;
using Karyon.Learning.Checkpoints;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Tests.Checkpoints.Safetensors;

public sealed class SafetensorsIndexTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_files_with_an_index_are_one_checkpoint()
    {
        Shard("model-00001-of-00002.safetensors", ("a", [1, 2]), ("b", [3]));
        Shard("model-00002-of-00002.safetensors", ("c", [4, 5, 6]));
        using var file = CheckpointFile.Open(Index("""{"metadata": {"total_size": 24}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors", "c": "model-00002-of-00002.safetensors"}}"""));
        Assert.Equal(["a", "b", "c"], file.Entries.Select(entry => entry.Name));
        Assert.Equal([[1, 2], [3], [4, 5, 6]], file.Entries.Select(entry =>
        {
            using var tensor = file.Read(entry.Name);
            return tensor.ToArray();
        }));
        Assert.Contains("there is no tensor d", Assert.Throws<InvalidTensorFileException>(() => file.Read("d")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("only files beside it", """{"weight_map": {"a": "../one.safetensors"}}""")]
    [InlineData("only files beside it", """{"weight_map": {"a": "/etc/passwd"}}""")]
    [InlineData("only files beside it", """{"weight_map": {"a": ".."}}""")]
    [InlineData("only files beside it", """{"weight_map": {"a": "deep\\one.safetensors"}}""")]
    [InlineData("only files beside it", """{"weight_map": {"a": ""}}""")]
    [InlineData("two.safetensors is missing", """{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}""")]
    [InlineData("tensor b is not in one.safetensors", """{"weight_map": {"a": "one.safetensors", "b": "one.safetensors", "x": "one.safetensors"}}""")]
    [InlineData("tensor x of one.safetensors is not in the index", """{"weight_map": {"a": "one.safetensors"}}""")]
    [InlineData("0 files", """{"weight_map": {}}""")]
    [InlineData("no weight_map", """{"a": 1}""")]
    [InlineData("malformed", """{"weight_map": {"a": 1}}""")]
    [InlineData("malformed", """{"weight_map": 1}""")]
    [InlineData("malformed", """{"weight_map": """)]
    public void An_index_that_leads_astray_is_refused(string reason, string json)
    {
        Shard("one.safetensors", ("a", [1]), ("x", [1]));
        var path = Index(json);
        var exception = Assert.Throws<InvalidTensorFileException>(() => CheckpointFile.Open(path));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private string Index(string json) => _folder.Write("model.safetensors.index.json", Encoding.UTF8.GetBytes(json));

    private void Shard(string name, params (string Name, float[] Values)[] tensors)
    {
        using var scope = new TensorScope();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors.Select(item => (item.Name, scope.Own(Tensor.FromSpan(item.Values, new Shape(item.Values.Length)))))]);
        _folder.Write(name, stream.ToArray());
    }
}

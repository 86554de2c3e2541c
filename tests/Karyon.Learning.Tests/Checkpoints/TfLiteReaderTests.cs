using System.Buffers.Binary;
using Karyon.Learning.Checkpoints.TfLite;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Tests.Checkpoints;

public class TfLiteReaderTests
{
    [Fact]
    public void A_model_is_read_as_it_was_written()
    {
        var model = TfLiteReader.Read("model", Sample());
        Assert.Equal(["image", "kernel", "bias", "result"], model.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(new Shape(2, 1, 1, 3), model.Tensors[1].Shape);
        var step = Assert.Single(model.Operators);
        Assert.Equal(TfLiteOperatorKind.Conv2d, step.Kind);
        Assert.Equal([0, 1, 2], step.Inputs);
        Assert.Equal([3], step.Outputs);
        Assert.Equal(new TfLiteOptions { PadsToSame = false, StrideX = 2, StrideY = 3, Activation = TfLiteActivation.Relu6, DilationX = 1, DilationY = 1 }, step.Options);
    }

    [Fact]
    public void Integers_become_scale_times_their_distance_from_the_zero_point()
    {
        var builder = new TfLiteFileBuilder();
        builder.Tensor("unsigned", [4], 3, [0, 127, 128, 255], [0.5f], [128]);
        builder.Tensor("signed", [3], 9, [0x80, 0, 0x7F], [0.25f], [1]);
        builder.Tensor("wide", [2], 2, [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0], [2f]);
        builder.Tensor("half", [2], 1, [0x00, 0x3C, 0x00, 0xC0]);
        builder.Floats("single", [2], [1.5f, -2.25f]);
        Assert.Equal([[-64f, -0.5f, 0, 63.5f], [-32.25f, -0.25f, 31.5f], [-2f, 131072f], [1f, -2f], [1.5f, -2.25f]], Elements(builder));
    }

    [Fact]
    public void Scales_of_a_dimension_belong_to_its_indices()
    {
        var builder = new TfLiteFileBuilder();
        builder.Tensor("outermost", [2, 2], 9, [1, 2, 3, 4], [1f, 10f], [0, 1], axis: 0);
        builder.Tensor("innermost", [2, 2], 9, [1, 2, 3, 4], [1f, 10f], [0, 1], axis: 1);
        builder.Tensor("middle", [2, 2, 2], 9, [1, 2, 3, 4, 5, 6, 7, 8], [1f, 10f], axis: 1);
        Assert.Equal([[1f, 2, 20, 30], [1f, 10, 3, 30], [1f, 2, 30, 40, 5, 6, 70, 80]], Elements(builder));
    }

    public static TheoryData<string, Action<TfLiteFileBuilder>> Unsound => new()
    {
        { "version 2", builder => builder.Version = 2 },
        { "2 subgraphs", builder => builder.Subgraphs = 2 },
        { "kind 77", builder => builder.Step(77, [0], [0], 0, new() { [0] = 1 }) },
        { "options of type 2 instead of 1", builder => builder.Step(3, [], [], 2, new() { [0] = (byte)0 }) },
        { "name tensor 99", builder => builder.Step(3, [99], [0], 1, new() { [0] = (byte)0 }) },
        { "65 elements, more than the 64", builder => builder.Step(3, new int[65], [0], 1, new() { [0] = (byte)0 }) },
        { "which no tensor can have", builder => builder.Tensor("vast", [1 << 30, 1 << 30], 0) },
        { "which no tensor can have", builder => builder.Tensor("negative", [-1], 0) },
        { "more than the 8", builder => builder.Tensor("deep", new int[9], 0) },
        { "has 0 bytes", builder => builder.Tensor("promise", [1 << 20, 1 << 19], 0) },
        { "has 3 bytes", builder => builder.Tensor("short", [4], 3, [1, 2, 3], [1f]) },
        { "without a scale", builder => builder.Tensor("bare", [1], 3, [1]) },
        { "not a positive number", builder => builder.Tensor("still", [1], 3, [1], [0f]) },
        { "not a positive number", builder => builder.Tensor("endless", [1], 3, [1], [float.PositiveInfinity]) },
        { "3 scales for dimension 0 of [2]", builder => builder.Tensor("odd", [2], 3, [1, 2], [1f, 1, 1]) },
        { "2 scales for dimension 4 of [2]", builder => builder.Tensor("axis", [2], 3, [1, 2], [1f, 1], axis: 4) },
        { "1 scales and 2 zero points", builder => builder.Tensor("uneven", [1], 3, [1], [1f], [1, 2]) },
        { "beyond 32 bits", builder => builder.Tensor("far", [1], 3, [1], [1f], [1L << 40]) },
        { "format Text", builder => builder.Tensor("words", [1], 5, [1]) },
        { "tensor a?b has", builder => builder.Tensor("a\nb", [2], 3, [1], [1f]) },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void An_unsound_model_is_refused_in_one_line(string reason, Action<TfLiteFileBuilder> spoil)
    {
        var builder = new TfLiteFileBuilder();
        spoil(builder);
        var exception = Assert.Throws<InvalidTensorFileException>(() => Elements(builder));
        Assert.StartsWith("model: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public void Tensors_that_share_a_long_vector_of_scales_do_not_multiply_it()
    {
        var builder = new TfLiteFileBuilder();
        var scales = new float[4096];
        Array.Fill(scales, 1f);
        for (var k = 0; k < 300; k++) builder.Tensor("", [1], 0, null, scales);
        Assert.Contains("scales and zero points", Assert.Throws<InvalidTensorFileException>(() => TfLiteReader.Read("model", builder.Write())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_refused_or_read()
    {
        var sample = Sample();
        var refused = 0;
        for (var length = 0; length < sample.Length; length++) refused += ReadsOrRefuses(sample.AsMemory(0, length)) ? 0 : 1;
        Assert.True(refused > sample.Length / 2, $"{refused} of {sample.Length} truncated files were refused");
    }

    [Fact]
    public void Mutated_models_are_read_or_refused_in_one_line()
    {
        var random = new CounterRandom(17);
        var sample = Sample();
        var counter = 0UL;
        var count = int.TryParse(Environment.GetEnvironmentVariable("KARYON_FUZZ"), out var asked) ? asked : 5000;
        var refused = 0;
        for (var k = 0; k < count; k++)
        {
            var mutant = (byte[])sample.Clone();
            for (var changes = 1 + random.Below(counter++, 4); changes > 0; changes--)
            {
                var at = random.Below(counter++, mutant.Length - 4);
                switch (random.Below(counter++, 3))
                {
                    case 0: mutant[at] = (byte)random.Below(counter++, 256); break;
                    case 1: mutant[at] ^= (byte)(1 << random.Below(counter++, 8)); break;
                    default: BinaryPrimitives.WriteInt32LittleEndian(mutant.AsSpan(at), Interesting[random.Below(counter++, Interesting.Length)]); break;
                }
            }
            refused += ReadsOrRefuses(mutant) ? 0 : 1;
        }
        Assert.InRange(refused, count / 10, count);
    }

    private static readonly int[] Interesting = [0, 1, -1, int.MaxValue, int.MinValue, 0x7FFF, 0x10000, -4, 4];

    private static bool ReadsOrRefuses(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var model = TfLiteReader.Read("model", bytes);
            foreach (var tensor in model.Tensors)
                if (tensor.Data.Length > 0) _ = TfLiteElements.Read("model", tensor);
            return true;
        }
        catch (InvalidTensorFileException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
            return false;
        }
    }

    private static List<float[]> Elements(TfLiteFileBuilder builder)
    {
        var model = TfLiteReader.Read("model", builder.Write());
        return [.. model.Tensors.Select(tensor => TfLiteElements.Read("model", tensor))];
    }

    private static byte[] Sample()
    {
        var builder = new TfLiteFileBuilder { Inputs = [0], Outputs = [3] };
        builder.Tensor("image", [1, 4, 4, 3], 3);
        builder.Tensor("kernel", [2, 1, 1, 3], 3, [1, 2, 3, 4, 5, 6], [0.5f, 0.25f], [3, 4]);
        builder.Tensor("bias", [2], 2, [1, 0, 0, 0, 2, 0, 0, 0], [0.125f]);
        builder.Tensor("result", [1, 2, 2, 2], 3);
        builder.Step(3, [0, 1, 2], [3], 1, new() { [0] = (byte)1, [1] = 2, [2] = 3, [3] = (byte)3 });
        return builder.Write();
    }
}

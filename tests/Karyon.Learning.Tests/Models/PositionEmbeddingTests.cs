using Karyon.Data.Arrays;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>The position embedding of UNI2-h on another grid against the original's (../shared/goldens/README.md).</summary>
public class PositionEmbeddingTests
{
    [Fact]
    public void An_embedding_of_4_by_4_patches_resized_to_5_by_6_is_that_of_the_original()
    {
        var expected = NpyFile.Read(SharedFolder.Require("goldens/models/uni2h-small.dynamic_pos_embed.npy")).ToDoubles();
        var shape = new Shape(1, 16, 96);
        var embedding = Value.Constant(GoldenRule.Tensor("pos_embed", shape), shape);
        var resized = embedding.Reshape(new Shape(1, 4, 4, 96)).Permute(0, 3, 1, 2).ResizeBicubic(5, 6).Permute(0, 2, 3, 1);
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, [resized], PlanOptions.Inference);
        plan.Run();
        var actual = plan.Output(0);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 4e-7);
    }
}

using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Operations;

/// <summary>Samples of attention: heads inside blocks of channels, of one block, and of several.</summary>
internal static class Attentions
{
    public static OperationSample Forward(SampleDraw draw)
    {
        var (heads, queries, keys) = Draw(draw);
        return OperationSamples.Of(new Attention(heads), [new(queries, -2, 2), new(keys, -2, 2), new(keys)],
            [[queries, keys, keys.With(3, keys[3] + 1)], [queries, keys.With(1, keys[1] + 1), keys.With(1, keys[1] + 1)], [new Shape(2, 3), keys, keys]]);
    }

    public static OperationSample Gradient(SampleDraw draw)
    {
        var (heads, queries, keys) = Draw(draw);
        var gradient = new AttentionGradient(heads, draw.Pick(Enum.GetValues<AttentionOperand>()));
        return OperationSamples.Of(gradient, [new(queries, -2, 2), new(keys, -2, 2), new(keys), new(queries)], [[queries, keys, keys, queries.With(2, queries[2] + 1)]]) with { LacksGradient = true };
    }

    private static (int Heads, Shape Queries, Shape Keys) Draw(SampleDraw draw)
    {
        int heads = draw.Int(1, 3), channels = heads * draw.GroupChannels, images = draw.Batch;
        return (heads, new Shape(images, channels, draw.Side(), draw.Side()), new Shape(images, channels, draw.Side(), draw.Side()));
    }
}

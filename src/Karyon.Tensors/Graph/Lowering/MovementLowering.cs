using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Operations that move elements: mostly nothing but another view of a buffer.</summary>
internal static class MovementLowering
{
    /// <summary>The same dense buffer under another shape.</summary>
    public static bool TryReshape(PlanBuilder builder, Value node)
    {
        var source = builder.Dense(node.Inputs[0]);
        var view = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Dense, Shape = node.Shape });
        view.PlaceIn(source, 0);
        builder.Alias(node, view);
        return true;
    }

    /// <summary>Channels of blocked images: the operands are written into the concatenation, or copied where they are part of another buffer already.</summary>
    public static bool TryConcat(PlanBuilder builder, Value node, Concat concat)
    {
        if (concat.Axis != 1 || node.Shape.Rank != 4 || node.Inputs.All(input => builder.Find(input, BufferLayout.Blocked) is null)) return false;
        var whole = builder.Result(node, BufferLayout.Blocked);
        var block = 0;
        var placed = new HashSet<PlanBuffer>();
        foreach (var input in node.Inputs)
        {
            var part = builder.Blocked(input);
            var movable = part.Parent is null && !part.Persistent && placed.Add(part);
            if (movable) part.PlaceIn(whole, block);
            else
            {
                var copy = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Blocked, Shape = input.Shape, Segments = part.Segments });
                copy.PlaceIn(whole, block);
                builder.AddStep(new CopyImageStep(part, copy));
            }
            block += part.Segments.Blocks;
        }
        return true;
    }

    /// <summary>Whole channel segments of a blocked image are read in place.</summary>
    public static bool TrySlice(PlanBuilder builder, Value node, Slice slice)
    {
        if (slice.Axis != 1 || node.Shape.Rank != 4 || builder.Find(node.Inputs[0], BufferLayout.Blocked) is not { } source) return false;
        int block = 0, channel = 0;
        foreach (var length in source.Segments.Lengths)
        {
            if (channel == slice.Start && length == slice.Length)
            {
                var part = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Blocked, Shape = node.Shape, Segments = new Kernels.ChannelSegments(length) });
                part.PlaceIn(source, block);
                builder.Alias(node, part);
                return true;
            }
            channel += length;
            block += Kernels.ChannelSegments.BlocksOf(length);
        }
        return false;
    }
}

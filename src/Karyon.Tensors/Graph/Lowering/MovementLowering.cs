using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph.Lowering;

/// <summary>Operations that move elements: mostly nothing but another view of a buffer.</summary>
internal static class MovementLowering
{
    /// <summary>The same dense buffer under another shape.</summary>
    public static bool TryReshape(PlanBuilder builder, Value node)
    {
        var source = builder.Dense(node.Inputs[0]);
        View(builder, node, source, 0);
        return true;
    }

    /// <summary>
    /// Channels of blocked images: the operands are written into the concatenation, or copied where they are part of another buffer already;
    /// in inference they stay where they are instead, until someone needs them together. Else a copy of dense elements.
    /// </summary>
    public static bool TryConcat(PlanBuilder builder, Value node, Concat concat)
    {
        if (concat.Axis != 1 || node.Shape.Rank != 4 || !node.Inputs.Any(builder.IsBlocked)) return DenseConcat(builder, node, concat);
        var parts = node.Inputs.SelectMany(input => builder.Parts(input) ?? [builder.Blocked(input)]).ToList();
        var roots = new HashSet<PlanBuffer>();
        // A part that overwrote another one moves together with it.
        var movable = parts.Select(part => !part.IsWindow && !part.Root.Persistent && part.Root.Segments.Blocks == part.Segments.Blocks && roots.Add(part.Root)).ToList();
        if (builder.Options.FreezeLeaves && movable.Contains(false))
        {
            builder.Join(node, parts);
            return true;
        }
        var whole = builder.Result(node, BufferLayout.Blocked);
        var block = 0;
        for (var k = 0; k < parts.Count; block += parts[k++].Segments.Blocks)
        {
            if (movable[k]) parts[k].Root.PlaceIn(whole, block);
            else builder.AddStep(new CopyImageStep(parts[k], builder.Range(whole, block, parts[k])));
        }
        return true;
    }

    /// <summary>Whole channel segments, rows and columns of a blocked image, and ranges of dense elements, are read in place; else a copy of dense elements.</summary>
    public static bool TrySlice(PlanBuilder builder, Value node, Slice slice)
    {
        var source = node.Inputs[0];
        if (node.Shape.Rank == 4 && slice.Axis == 1 && builder.Find(source, BufferLayout.Blocked) is { } blocked && TryBlockedSlice(builder, node, slice, blocked)) return true;
        if (node.Shape.Rank != 4 || slice.Axis < 2 || !builder.IsBlocked(source) || builder.Find(source, BufferLayout.Dense) is not null) return DenseSlice(builder, node, slice);
        if (builder.Parts(source) is { } parts) builder.Join(node, [.. parts.Select(part => Window(builder, part, slice))]);
        else builder.Alias(node, Window(builder, builder.Blocked(source), slice));
        return true;
    }

    /// <summary>Zeros around dense elements.</summary>
    public static bool Pad(PlanBuilder builder, Value node, Pad pad)
    {
        var (outer, size, inner) = Axes.Split(node.Inputs[0].Shape, pad.Axis);
        long before = (long)pad.Before * inner, middle = (long)size * inner, after = (long)pad.After * inner;
        return Copy(builder, node, outer, [new(-1, 0, 0, before), new(0, 0, before, middle), new(-1, 0, before + middle, after)]);
    }

    /// <summary>Dense elements gathered along a dimension; neighbours that stay neighbours are copied together.</summary>
    public static bool Gather(PlanBuilder builder, Value node, Gather gather)
    {
        var (outer, _, inner) = Axes.Split(node.Inputs[0].Shape, gather.Axis);
        var ranges = new List<CopyRangesStep.Range>();
        for (int k = 0, end; k < gather.Indices.Count; k = end)
        {
            end = k + 1;
            while (end < gather.Indices.Count && gather.Indices[end] == gather.Indices[end - 1] + 1) end++;
            ranges.Add(new(0, (long)gather.Indices[k] * inner, (long)k * inner, (long)(end - k) * inner));
        }
        return Copy(builder, node, outer, ranges);
    }

    /// <summary>The gradient of gathering.</summary>
    public static bool ScatterSum(PlanBuilder builder, Value node, ScatterSum scatter)
    {
        var source = builder.Dense(node.Inputs[0]);
        builder.AddStep(new ScatterSumStep(scatter, source, builder.Result(node, BufferLayout.Dense)) { Once = builder.IsFrozen(node) });
        return true;
    }

    /// <summary>Dimensions of dense elements in another order.</summary>
    public static bool TryPermute(PlanBuilder builder, Value node, Permute permute)
    {
        if (node.Shape.Rank == 0) return false;
        var source = builder.Dense(node.Inputs[0]);
        builder.AddStep(new PermuteStep(permute, source, builder.Result(node, BufferLayout.Dense)) { Once = builder.IsFrozen(node) });
        return true;
    }

    private static bool DenseConcat(PlanBuilder builder, Value node, Concat concat)
    {
        var (outer, _, inner) = Axes.Split(node.Shape, concat.Axis);
        var ranges = new List<CopyRangesStep.Range>();
        var to = 0L;
        foreach (var input in node.Inputs)
        {
            var length = (long)input.Shape[concat.Axis] * inner;
            ranges.Add(new(ranges.Count, 0, to, length));
            to += length;
        }
        return Copy(builder, node, outer, ranges);
    }

    private static bool DenseSlice(PlanBuilder builder, Value node, Slice slice)
    {
        var (outer, _, inner) = Axes.Split(node.Inputs[0].Shape, slice.Axis);
        long from = (long)slice.Start * inner, length = (long)slice.Length * inner;
        if (outer != 1) return Copy(builder, node, outer, [new(0, from, 0, length)]);
        View(builder, node, builder.Dense(node.Inputs[0]), from);
        return true;
    }

    private static bool Copy(PlanBuilder builder, Value node, long outer, IEnumerable<CopyRangesStep.Range> ranges)
    {
        PlanBuffer[] sources = [.. node.Inputs.Select(builder.Dense)];
        builder.AddStep(new CopyRangesStep(sources, builder.Result(node, BufferLayout.Dense), outer, ranges) { Once = builder.IsFrozen(node) });
        return true;
    }

    private static void View(PlanBuilder builder, Value node, PlanBuffer source, long firstFloat)
    {
        var view = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Dense, Shape = node.Shape });
        view.PlaceAt(source, firstFloat);
        builder.Alias(node, view);
    }

    private static PlanBuffer Window(PlanBuilder builder, PlanBuffer source, Slice slice)
    {
        var window = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Blocked, Shape = source.Shape.With(slice.Axis, slice.Length), Segments = source.Segments });
        window.PlaceWindow(source, slice.Axis == 2 ? slice.Start : 0, slice.Axis == 3 ? slice.Start : 0);
        return window;
    }

    private static bool TryBlockedSlice(PlanBuilder builder, Value node, Slice slice, PlanBuffer source)
    {
        int block = 0, channel = 0;
        foreach (var length in source.Segments.Lengths)
        {
            // A whole segment, or whole blocks of one.
            int first = slice.Start - channel, last = first + slice.Length;
            if (first >= 0 && last <= length && first % ChannelSegments.Block == 0 && (last == length || last % ChannelSegments.Block == 0))
            {
                var part = builder.AddBuffer(new PlanBuffer { Layout = BufferLayout.Blocked, Shape = node.Shape, Segments = new Kernels.ChannelSegments(slice.Length) });
                part.PlaceIn(source, block + first / ChannelSegments.Block);
                builder.Alias(node, part);
                return true;
            }
            channel += length;
            block += Kernels.ChannelSegments.BlocksOf(length);
        }
        return false;
    }
}

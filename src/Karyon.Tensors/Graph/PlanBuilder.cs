using Karyon.Tensors.Graph.Lowering;
using Karyon.Tensors.Kernels;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Graph;

/// <summary>
/// Turns a graph into steps: visits the nodes in order, lets the first lowering that knows the operation add its steps, converts
/// layouts where a step needs another one than a value has, and settles memory at the end.
/// </summary>
internal sealed class PlanBuilder(ComputeContext context, PlanOptions options)
{
    private readonly List<Step> _steps = [];
    private readonly List<PlanBuffer> _buffers = [];
    private readonly Dictionary<(Value, BufferLayout), PlanBuffer> _byValue = [];
    private readonly Dictionary<Value, PlanBuffer> _inputs = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, int> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, bool> _frozen = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, List<(int Start, int Length)>> _slices = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Value, Value, Value), PlanBuffer> _coefficients = [];
    private readonly Dictionary<(Value, float), PlanBuffer> _pixelMoments = [];
    private readonly Dictionary<Value, PlanBuffer> _channelLanes = new(ReferenceEqualityComparer.Instance);
    private readonly List<(ChannelMoments, PlanBuffer, long)> _moments = [];
    private readonly Dictionary<Value, IReadOnlyList<PlanBuffer>> _parts = new(ReferenceEqualityComparer.Instance);

    public KernelSet Kernels => context.Kernels;

    public PlanOptions Options => options;

    public Plan Build(IReadOnlyList<Value> outputs)
    {
        var results = options.FreezeLeaves && !options.Reference ? BatchNormFolding.Apply(outputs) : outputs;
        var order = GraphOrder.Of(results);
        foreach (var node in order)
            foreach (var input in node.Inputs) _uses[input] = _uses.GetValueOrDefault(input) + 1;
        foreach (var node in order)
        {
            if (node.Operation is not Slice { Axis: 1 } slice || node.Shape.Rank != 4) continue;
            if (!_slices.TryGetValue(node.Inputs[0], out var list)) _slices[node.Inputs[0]] = list = [];
            list.Add((slice.Start, slice.Length));
        }
        foreach (var result in results) _uses[result] = _uses.GetValueOrDefault(result) + 1;
        var fusions = options.Reference ? FusionMap.Empty : FusionMap.Of(order, Uses, options.Winograd);

        foreach (var node in order)
        {
            if (fusions.IsAbsorbed(node)) continue;
            if (node.Operation is Input)
            {
                var buffer = _inputs[node] = AddBuffer(new PlanBuffer { Layout = BufferLayout.Dense, Shape = node.Shape, Persistent = true });
                _byValue[(node, BufferLayout.Dense)] = buffer;
                continue;
            }
            if (options.Reference || !Lowerings.TryLower(this, node, fusions)) LowerByTwin(node);
            if (node.Operation is ChannelMoments moments)
            {
                var dense = Dense(node);
                dense.Persistent = true;
                var image = node.Inputs[0].Shape;
                _moments.Add((moments, dense, image.Count / image[1]));
            }
        }
        PlanBuffer[] outputBuffers = [.. results.Select(OutputBuffer)];
        SettleOnce();
        SettleTransients(outputBuffers);
        var roots = _buffers.Select(buffer => buffer.Root).Distinct().Where(root => root.LastStep >= 0 || root.Persistent).ToList();
        var memory = new PlanMemory(roots, context.Allocator);
        return new Plan(context, memory, _steps, _inputs, outputBuffers, _moments);
    }

    /// <summary>How often a value is used, outputs counted.</summary>
    public int Uses(Value value) => _uses.GetValueOrDefault(value);

    /// <summary>Whether a value stays the same for the plan's life.</summary>
    public bool IsFrozen(Value value)
    {
        if (_frozen.TryGetValue(value, out var known)) return known;
        return _frozen[value] = value.Operation switch
        {
            Constant => true,
            Leaf => options.FreezeLeaves,
            Input or Operations.Dropout or DropPath => false,
            _ => value.Inputs.All(IsFrozen),
        };
    }

    public PlanBuffer AddBuffer(PlanBuffer buffer)
    {
        _buffers.Add(buffer);
        return buffer;
    }

    public void AddStep(Step step)
    {
        var index = _steps.Count;
        foreach (var buffer in step.Reads.Concat(step.Writes)) buffer.Use(step.Once ? 0 : index);
        if (step.Once)
            foreach (var buffer in step.Writes) buffer.Root.Persistent = true;
        _steps.Add(step);
    }

    /// <summary>A new buffer for a value's result in a layout.</summary>
    public PlanBuffer Result(Value value, BufferLayout layout, Kernels.ChannelSegments? segments = null)
    {
        var buffer = NewBuffer(value, layout, segments);
        _byValue[(value, layout)] = buffer;
        return buffer;
    }

    /// <summary>A result that overwrites a blocked operand which nothing reads afterwards; a new buffer where that must be kept.</summary>
    public PlanBuffer ResultIn(Value value, PlanBuffer operand)
    {
        if (operand.Root.Persistent || operand.IsWindow) return Result(value, BufferLayout.Blocked, operand.Segments);
        var result = Result(value, BufferLayout.Blocked, operand.Segments);
        result.PlaceIn(operand, 0);
        return result;
    }

    /// <summary>
    /// Whether a result may overwrite an operand that is used so often, all of which the caller accounts for: not where it is a range of channels,
    /// read in place, of an image that something else reads too.
    /// </summary>
    public bool IsOverwritable(Value operand, int uses = 1) => Uses(operand) == uses && OwnsMemory(operand);

    /// <summary>States that a value is already in a buffer.</summary>
    public void Alias(Value value, PlanBuffer buffer) => _byValue[(value, buffer.Layout)] = buffer;

    /// <summary>A value's buffer in a layout, or null where it has none yet.</summary>
    public PlanBuffer? Find(Value value, BufferLayout layout) => _byValue.GetValueOrDefault((value, layout));

    /// <summary>States that the channels of a value lie in several buffers, one after the other; they are brought together only for those who need it.</summary>
    public void Join(Value value, IReadOnlyList<PlanBuffer> parts) => _parts[value] = parts;

    /// <summary>The blocked buffers that hold a value's channels, one after the other; null where it has none, or one only.</summary>
    public IReadOnlyList<PlanBuffer>? Parts(Value value) => Find(value, BufferLayout.Blocked) is null ? _parts.GetValueOrDefault(value) : null;

    /// <summary>Whether a value is in blocked buffers.</summary>
    public bool IsBlocked(Value value) => Find(value, BufferLayout.Blocked) is not null || _parts.ContainsKey(value);

    /// <summary>A value as dense elements; converted where needed.</summary>
    public PlanBuffer Dense(Value value)
    {
        if (Find(value, BufferLayout.Dense) is { } found) return found;
        var blocked = IsBlocked(value) ? Blocked(value) : throw new InvalidOperationException($"{value} has no buffer");
        var dense = Result(value, BufferLayout.Dense);
        AddStep(new BlockedToDenseStep(blocked, dense) { Once = IsFrozen(value) });
        return dense;
    }

    /// <summary>A value as a blocked image whose halo is at least as wide as asked for; converted where needed.</summary>
    public PlanBuffer Blocked(Value value, int halo = 0)
    {
        var blocked = Find(value, BufferLayout.Blocked) ?? Gather(value);
        if (blocked is { IsWindow: true } && halo > 0)
        {
            var window = blocked;
            blocked = Result(value, BufferLayout.Blocked, window.Segments);
            AddStep(new CopyImageStep(window, blocked));
        }
        if (blocked is null)
        {
            var dense = Find(value, BufferLayout.Dense) ?? throw new InvalidOperationException($"{value} has no buffer");
            blocked = Result(value, BufferLayout.Blocked);
            AddStep(new DenseToBlockedStep(dense, blocked) { Once = IsFrozen(value) });
        }
        if (halo > 0) blocked.RequireHalo(halo);
        return blocked;
    }

    /// <summary>Brings the parts of a value together; null where it has none.</summary>
    private PlanBuffer? Gather(Value value)
    {
        if (!_parts.TryGetValue(value, out var parts)) return null;
        var whole = Result(value, BufferLayout.Blocked);
        var block = 0;
        foreach (var part in parts)
        {
            AddStep(new CopyImageStep(part, Range(whole, block, part)));
            block += part.Segments.Blocks;
        }
        return whole;
    }

    /// <summary>The blocks of a buffer from one on that hold as many channels as a part.</summary>
    public PlanBuffer Range(PlanBuffer whole, int firstBlock, PlanBuffer part)
    {
        var range = AddBuffer(new PlanBuffer { Layout = BufferLayout.Blocked, Shape = whole.Shape.With(1, part.Segments.Channels), Segments = part.Segments });
        range.PlaceIn(whole, firstBlock);
        return range;
    }

    /// <summary>A value as an interleaved image with a halo.</summary>
    public PlanBuffer Interleaved(Value value, int halo)
    {
        if (Find(value, BufferLayout.Interleaved) is not { } found)
        {
            var dense = Dense(value);
            found = Result(value, BufferLayout.Interleaved);
            AddStep(new DenseToInterleavedStep(dense, found) { Once = IsFrozen(value) });
        }
        found.RequireHalo(halo);
        return found;
    }

    /// <summary>The coefficients of a batch norm by lane, computed once for its forward and backward steps.</summary>
    public PlanBuffer Coefficients(Value node, float epsilon, PlanBuffer image)
    {
        Value moments = node.Inputs[1], weight = node.Inputs[2], bias = node.Inputs[3];
        if (_coefficients.TryGetValue((moments, weight, bias), out var known)) return known;
        var coefficients = Packed(6L * image.Segments.Blocks * BlockedImage.Lanes);
        AddStep(new BatchNormCoefficientsStep(image, Dense(moments), Dense(weight), Dense(bias), coefficients, epsilon));
        return _coefficients[(moments, weight, bias)] = coefficients;
    }

    /// <summary>The moments of an image's pixels, known once a layer normalisation's forward or backward step has computed them; null before.</summary>
    public PlanBuffer? PixelMoments(Value image, float epsilon) => _pixelMoments.GetValueOrDefault((image, epsilon));

    /// <summary>Memory for the moments of an image's pixels, which a step is about to compute.</summary>
    public PlanBuffer AddPixelMoments(Value image, float epsilon) =>
        _pixelMoments[(image, epsilon)] = Packed(2L * image.Shape[0] * image.Shape[2] * image.Shape[3]);

    /// <summary>A value of one number per channel by the lanes of an image of one segment, zeros in padding lanes; prepared once for all its steps.</summary>
    public PlanBuffer ChannelLanes(Value perChannel)
    {
        if (_channelLanes.TryGetValue(perChannel, out var known)) return known;
        var lanes = Packed((long)ChannelBlocks.BlocksOf(checked((int)perChannel.Shape.Count)) * BlockedImage.Lanes);
        AddStep(new ChannelLanesStep(Dense(perChannel), lanes) { Once = IsFrozen(perChannel) });
        return _channelLanes[perChannel] = lanes;
    }

    /// <summary>Memory that only kernels understand.</summary>
    public PlanBuffer Packed(long floats) => AddBuffer(new PlanBuffer { Layout = BufferLayout.Packed, PackedFloats = floats });

    /// <summary>
    /// The segments that a gradient is best written in: those of the concatenation whose gradient it is, which is seen by its being
    /// sliced at their borders; null where it is not.
    /// </summary>
    public Kernels.ChannelSegments? GradientSegments(Value gradient)
    {
        if (!_slices.TryGetValue(gradient, out var slices) || slices.Count != Uses(gradient)) return null;
        var lengths = new List<int>();
        var next = 0;
        foreach (var (start, length) in slices.Order())
        {
            if (start != next) return null;
            lengths.Add(length);
            next += length;
        }
        return next == gradient.Shape[1] ? new Kernels.ChannelSegments([.. lengths]) : null;
    }

    private bool OwnsMemory(Value value)
    {
        if (value.Operation is not Slice) return true;
        var whole = value.Inputs[0];
        if (!_slices.TryGetValue(whole, out var slices) || slices.Count != Uses(whole)) return false;
        var end = 0;
        foreach (var (start, length) in slices.Order())
        {
            if (start < end) return false;
            end = start + length;
        }
        return OwnsMemory(whole);
    }

    /// <summary>A step that reads what a step of every run writes runs every time too, although its value is constant: kernels on blocked images do not run once.</summary>
    private void SettleOnce()
    {
        var late = new HashSet<PlanBuffer>();
        for (var index = 0; index < _steps.Count; index++)
        {
            var step = _steps[index];
            if (step.Once && step.Reads.Any(buffer => late.Contains(buffer.Root)))
            {
                step.Once = false;
                foreach (var buffer in step.Reads.Concat(step.Writes)) buffer.Use(index);
            }
            if (!step.Once) late.UnionWith(step.Writes.Select(buffer => buffer.Root));
        }
    }

    /// <summary>What only steps that run once touch is given back when the plan is built; leaves among it are read where they are.</summary>
    private void SettleTransients(IReadOnlyList<PlanBuffer> outputs)
    {
        var lasting = outputs.Concat(_inputs.Values).Select(buffer => buffer.Root).ToHashSet();
        foreach (var step in _steps.Where(step => !step.Once)) lasting.UnionWith(step.Reads.Concat(step.Writes).Select(buffer => buffer.Root));
        void Mark()
        {
            for (var index = 0; index < _steps.Count; index++)
            {
                if (!_steps[index].Once) continue;
                foreach (var buffer in _steps[index].Reads.Concat(_steps[index].Writes))
                    if (!lasting.Contains(buffer.Root)) buffer.UseWhileBuilding(index);
            }
        }
        Mark();
        // The steps that copied those leaves go, and with them the numbers of the others change.
        if (_steps.RemoveAll(step => step is LeafStep leaf && leaf.ReadInPlace()) == 0) return;
        foreach (var buffer in _buffers.Where(buffer => buffer.Root.Transient)) buffer.Root.ForgetUses();
        Mark();
    }

    private PlanBuffer NewBuffer(Value value, BufferLayout layout, Kernels.ChannelSegments? segments = null) => AddBuffer(new PlanBuffer
    {
        Layout = layout,
        Shape = value.Shape,
        Segments = segments ?? (layout == BufferLayout.Blocked ? new Kernels.ChannelSegments([.. Operations.ChannelSegments.Of(value)]) : default),
    });

    private void LowerByTwin(Value node)
    {
        PlanBuffer[] operands = [.. node.Inputs.Select(Dense)];
        var result = Result(node, BufferLayout.Dense);
        AddStep(new TwinStep(node, operands, result, options.Winograd) { Once = IsFrozen(node) });
    }

    private PlanBuffer OutputBuffer(Value value)
    {
        var buffer = Dense(value);
        buffer.Root.Persistent = true;
        return buffer;
    }
}

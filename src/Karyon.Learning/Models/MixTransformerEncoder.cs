using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// Mix Transformer (Xie et al., "SegFormer", NeurIPS 2021): overlapping patch embeddings, attention to keys that a strided convolution made
/// coarser, and a feed-forward part with a depthwise convolution instead of position embeddings. Written from the paper. Features at
/// strides 4, 8, 16, 32; tensors are named as segmentation_models.pytorch names them. Tokens are carried as the pixels of their image. In training mode
/// blocks are left out at random (<see cref="MixTransformerSize.DropPath"/>).
/// </summary>
public sealed class MixTransformerEncoder : Encoder
{
    private readonly Stage[] _stages;

    /// <summary>Makes the network; weights are zero until initialised or loaded, norms 1 and 0.</summary>
    public MixTransformerEncoder(MixTransformerSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        Size = size;
        _stages = new Stage[size.Widths.Count];
        for (var i = 0; i < _stages.Length; i++) _stages[i] = Register("", new Stage(size, i));
    }

    /// <summary>Its size.</summary>
    public MixTransformerSize Size { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<int> Channels => [0, .. Size.Widths];

    /// <summary>HoVer-UNet feeds RGB / 255 without normalisation.</summary>
    public override IReadOnlyList<float> Mean => [0, 0, 0];

    /// <inheritdoc/>
    public override IReadOnlyList<float> Deviation => [1, 1, 1];

    /// <inheritdoc/>
    public override IReadOnlyList<Value?> Forward(Value image)
    {
        var features = new List<Value?> { null };
        var x = image;
        foreach (var stage in _stages) features.Add(x = stage.Forward(x));
        return features;
    }

    /// <summary>Patch embedding, blocks and a norm, whose result is both feature and the next stage's input.</summary>
    private sealed class Stage : Module
    {
        private const float Epsilon = 1e-6f;
        private readonly Conv2d _embedding;
        private readonly LayerNorm2d _embeddingNorm;
        private readonly Block[] _blocks;
        private readonly LayerNorm2d _norm;

        public Stage(MixTransformerSize size, int stage)
        {
            int number = stage + 1, inputs = stage == 0 ? 3 : size.Widths[stage - 1], width = size.Widths[stage], before = size.Depths.Take(stage).Sum();
            _embedding = Register($"patch_embed{number}.proj", number == 1 ? new Conv2d(inputs, width, 7, stride: 4, padding: 3) : new Conv2d(inputs, width, 3, stride: 2, padding: 1));
            _embeddingNorm = Register($"patch_embed{number}.norm", new LayerNorm2d(width));
            _blocks = new Block[size.Depths[stage]];
            for (var i = 0; i < _blocks.Length; i++)
                _blocks[i] = Register($"block{number}.{i}", new Block(width, MixTransformerSize.Heads[stage], MixTransformerSize.Reductions[stage], Epsilon, before + i, size.DropPathOf(before + i)));
            _norm = Register($"norm{number}", new LayerNorm2d(width, Epsilon));
        }

        public Value Forward(Value x)
        {
            x = _embeddingNorm.Forward(_embedding.Forward(x));
            foreach (var block in _blocks) x = block.Forward(x);
            return _norm.Forward(x);
        }
    }

    private sealed class Block : Module
    {
        private readonly LayerNorm2d _norm1;
        private readonly ReducedAttention _attention;
        private readonly LayerNorm2d _norm2;
        private readonly FeedForward _mlp;
        private readonly int _index;
        private readonly float _dropPath;

        public Block(int width, int heads, int reduction, float epsilon, int index, float dropPath)
        {
            (_index, _dropPath) = (index, dropPath);
            _norm1 = Register("norm1", new LayerNorm2d(width, epsilon));
            _attention = Register("attn", new ReducedAttention(width, heads, reduction));
            _norm2 = Register("norm2", new LayerNorm2d(width, epsilon));
            _mlp = Register("mlp", new FeedForward(width, 4 * width));
        }

        public Value Forward(Value x)
        {
            x = Drop(_attention.Forward(_norm1.Forward(x)), 0) + x;
            return Drop(_mlp.Forward(_norm2.Forward(x)), 1) + x;
        }

        /// <summary>While training, a branch that some samples do without; each branch of the encoder draws for itself.</summary>
        private Value Drop(Value branch, int number) => Training ? branch.DropPath(_dropPath, 2 * _index + number) : branch;
    }

    private sealed class ReducedAttention : Module
    {
        private readonly int _width;
        private readonly int _heads;
        private readonly Linear _query;
        private readonly Linear _keyValue;
        private readonly Linear _projection;
        private readonly Conv2d? _reduction;
        private readonly LayerNorm2d? _norm;

        public ReducedAttention(int width, int heads, int reduction)
        {
            (_width, _heads) = (width, heads);
            _query = Register("q", new Linear(width, width));
            _keyValue = Register("kv", new Linear(width, 2 * width));
            _projection = Register("proj", new Linear(width, width));
            if (reduction == 1) return;
            _reduction = Register("sr", new Conv2d(width, width, reduction, stride: reduction));
            _norm = Register("norm", new LayerNorm2d(width));
        }

        public Value Forward(Value x)
        {
            var coarse = _reduction is null ? x : _norm!.Forward(_reduction.Forward(x));
            var keyValue = _keyValue.ForwardTokens(coarse);
            return _projection.ForwardTokens(_query.ForwardTokens(x).Attend(keyValue.Slice(1, 0, _width), keyValue.Slice(1, _width, _width), _heads));
        }
    }

    private sealed class FeedForward : Module
    {
        private readonly Linear _expand;
        private readonly Conv2d _depthwise;
        private readonly Linear _contract;

        public FeedForward(int width, int hidden)
        {
            _expand = Register("fc1", new Linear(width, hidden));
            _depthwise = Register("dwconv.dwconv", new Conv2d(hidden, hidden, 3, padding: 1, groups: hidden));
            _contract = Register("fc2", new Linear(hidden, width));
        }

        public Value Forward(Value x) => _contract.ForwardTokens(_depthwise.Forward(_expand.ForwardTokens(x)).Gelu());
    }
}

using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>
/// Vision transformer (Dosovitskiy et al., ICLR 2021) in the form of UNI2-h: register tokens (Darcet et al., ICLR 2024), SwiGLU feed-forward parts,
/// layer scale, a position embedding for the patches only that is resized for other grids. Input: RGB normalised with ImageNet's mean and
/// deviation, [N, 3, H, W]. Tensors are named as pytorch-image-models names them. Tokens are carried as the pixels of an image [N, C, 1, T]:
/// class token, registers, patches row by row.
/// </summary>
public sealed class VisionTransformer : Module
{
    private const float Epsilon = 1e-6f;
    private readonly Parameter _class;
    private readonly Parameter _registers;
    private readonly Parameter _position;
    private readonly Conv2d _embedding;
    private readonly Block[] _blocks;
    private readonly LayerNorm2d _norm;

    /// <summary>Makes the network; weights are zero until loaded, norms 1 and 0.</summary>
    public VisionTransformer(VisionTransformerSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        Size = size;
        _class = Register("cls_token", new Parameter(new Shape(1, 1, size.Width)));
        _registers = Register("reg_token", new Parameter(new Shape(1, size.Registers, size.Width)));
        _position = Register("pos_embed", new Parameter(new Shape(1, size.Grid * size.Grid, size.Width)));
        _embedding = Register("patch_embed.proj", new Conv2d(3, size.Width, size.Patch, stride: size.Patch));
        _blocks = new Block[size.Depth];
        for (var i = 0; i < size.Depth; i++) _blocks[i] = Register($"blocks.{i}", new Block(size));
        _norm = Register("norm", new LayerNorm2d(size.Width, Epsilon));
    }

    /// <summary>Its size.</summary>
    public VisionTransformerSize Size { get; }

    /// <summary>Writes the network down: all tokens after the last norm, [N, C, 1, T].</summary>
    /// <param name="image">Normalised RGB, [N, 3, H, W].</param>
    /// <exception cref="ArgumentException">A side is not divisible by the patch; the message says what to pad to.</exception>
    public Value Forward(Value image)
    {
        var x = Embed(image);
        foreach (var block in _blocks) x = block.Forward(x);
        return _norm.Forward(x);
    }

    /// <summary>Writes the network down up to the last of some blocks: the patches after each of them, raw, as images [N, C, H / patch, W / patch].</summary>
    /// <param name="image">Normalised RGB, [N, 3, H, W].</param>
    /// <param name="taps">Blocks, counted from 0, ascending.</param>
    /// <exception cref="ArgumentException">A side is not divisible by the patch.</exception>
    public IReadOnlyList<Value> ForwardTaps(Value image, IReadOnlyList<int> taps)
    {
        ArgumentNullException.ThrowIfNull(taps);
        int rows = image.Shape[2] / Size.Patch, columns = image.Shape[3] / Size.Patch;
        var x = Embed(image);
        var features = new List<Value>();
        for (var i = 0; features.Count < taps.Count; i++)
        {
            x = _blocks[i].Forward(x);
            if (taps[features.Count] == i) features.Add(x.Slice(3, Size.PrefixTokens, rows * columns).Reshape(new Shape(image.Shape[0], Size.Width, rows, columns)));
        }
        return features;
    }

    /// <summary>The class token of <see cref="Forward"/>'s tokens, [N, C]: the image's embedding.</summary>
    public Value Pooled(Value tokens) => tokens.Slice(3, 0, 1).Reshape(new Shape(tokens.Shape[0], Size.Width));

    /// <summary>The position embedding of a grid of patches, [1, C, rows, columns].</summary>
    public Value PositionEmbedding(int rows, int columns)
    {
        var square = AsImage(_position.Value, Size.Grid, Size.Grid);
        return rows == Size.Grid && columns == Size.Grid ? square : square.ResizeBicubic(rows, columns);
    }

    private Value Embed(Value image)
    {
        int images = image.Shape[0], height = image.Shape[2], width = image.Shape[3], patch = Size.Patch;
        if (height % patch != 0 || width % patch != 0 || height == 0 || width == 0)
            throw new ArgumentException($"a transformer of {patch} px patches cannot take {width} x {height} px; pad to {(width + patch - 1) / patch * patch} x {(height + patch - 1) / patch * patch}", nameof(image));
        int rows = height / patch, columns = width / patch;
        var patches = _embedding.Forward(image);
        patches += new Value(new BroadcastTo(patches.Shape), PositionEmbedding(rows, columns));
        var prefix = AsImage(new Value(new Concat(1), _class.Value, _registers.Value), 1, Size.PrefixTokens);
        prefix = new Value(new BroadcastTo(new Shape(images, Size.Width, 1, Size.PrefixTokens)), prefix);
        return new Value(new Concat(3), prefix, patches.Reshape(new Shape(images, Size.Width, 1, rows * columns)));
    }

    /// <summary>Tokens [1, T, C] as an image [1, C, H, W].</summary>
    private Value AsImage(Value tokens, int rows, int columns) => tokens.Permute(0, 2, 1).Reshape(new Shape(1, Size.Width, rows, columns));

    private sealed class Block : Module
    {
        private readonly int _heads;
        private readonly LayerNorm2d _norm1;
        private readonly Linear _queryKeyValue;
        private readonly Linear _projection;
        private readonly LayerScale _scale1;
        private readonly LayerNorm2d _norm2;
        private readonly Linear _expand;
        private readonly Linear _contract;
        private readonly LayerScale _scale2;

        public Block(VisionTransformerSize size)
        {
            _heads = size.Heads;
            _norm1 = Register("norm1", new LayerNorm2d(size.Width, Epsilon));
            _queryKeyValue = Register("attn.qkv", new Linear(size.Width, 3 * size.Width));
            _projection = Register("attn.proj", new Linear(size.Width, size.Width));
            _scale1 = Register("ls1", new LayerScale(size.Width));
            _norm2 = Register("norm2", new LayerNorm2d(size.Width, Epsilon));
            _expand = Register("mlp.fc1", new Linear(size.Width, 2 * size.Hidden));
            _contract = Register("mlp.fc2", new Linear(size.Hidden, size.Width));
            _scale2 = Register("ls2", new LayerScale(size.Width));
        }

        public Value Forward(Value x)
        {
            var all = _queryKeyValue.ForwardTokens(_norm1.Forward(x));
            var width = x.Shape[1];
            var attended = all.Slice(1, 0, width).Attend(all.Slice(1, width, width), all.Slice(1, 2 * width, width), _heads);
            x += _scale1.Forward(_projection.ForwardTokens(attended));
            return x + _scale2.Forward(_contract.ForwardTokens(_expand.ForwardTokens(_norm2.Forward(x)).SwiGlu()));
        }
    }
}

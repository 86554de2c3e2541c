namespace Karyon.Tensors.Operations;

/// <summary>Operations in the order in which networks are read: <c>x.Conv2d(w).Relu()</c>.</summary>
public static class ValueExtensions
{
    /// <summary>Convolution of an image [N, C, H, W] with weights [O, C / groups, kh, kw] and an optional bias [O].</summary>
    public static Value Conv2d(this Value x, Value weights, Value? bias, ConvolutionGeometry geometry) =>
        bias is null ? new Value(new Convolution2d(geometry), x, weights) : new Value(new Convolution2d(geometry), x, weights, bias);

    /// <summary>
    /// Transposed convolution with weights [C, O / groups, kh, kw] as PyTorch stores them; the result has
    /// (H - 1) * stride - 2 * padding + dilation * (kh - 1) + outputPadding + 1 rows. outputPadding must be less than the stride (PyTorch
    /// also takes one less than the dilation).
    /// </summary>
    public static Value ConvTranspose2d(this Value x, Value weights, Value? bias, int stride, int padding, int outputPadding = 0, int dilation = 1, int groups = 1)
    {
        int Size(int size, int kernel) => (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1;
        int height = Size(x.Shape[2], weights.Shape[2]), width = Size(x.Shape[3], weights.Shape[3]);
        var geometry = ConvolutionGeometry.Square(stride, padding, dilation, groups);
        var y = new Value(new Conv2dInputGradient(geometry, height, width), x, weights);
        return bias is null ? y : y + bias.Reshape(new Shape(1, bias.Shape[0], 1, 1));
    }

    /// <summary>Rectified linear unit. Fused into a batch normalisation that stands before it.</summary>
    public static Value Relu(this Value x) => x.Activate(Activation.Relu);

    /// <summary>ReLU cut off at 6. Fused into a batch normalisation that stands before it.</summary>
    public static Value Relu6(this Value x) => x.Activate(Activation.Relu6);

    /// <summary>An activation; fused into a batch normalisation that stands before it.</summary>
    public static Value Activate(this Value x, Activation activation) => (activation, x.Operation) switch
    {
        (Activation.None, _) => x,
        (_, BatchNorm { Activation: Activation.None } norm) => new Value(norm with { Activation = activation }, x.Inputs),
        _ => new Value(new Activate(activation), x),
    };

    /// <summary>Logistic function.</summary>
    public static Value Sigmoid(this Value x) => new(new Sigmoid(), x);

    /// <summary>Gaussian error linear unit, exact: x (1 + erf(x / sqrt 2)) / 2.</summary>
    public static Value Gelu(this Value x) => new(new Gelu(), x);

    /// <summary>Sigmoid linear unit: x / (1 + e^-x).</summary>
    public static Value Silu(this Value x) => new(new Silu(), x);

    /// <summary>Layer normalisation over the channels of each pixel (token), with weight [C] and bias [C].</summary>
    public static Value LayerNorm(this Value x, Value weight, Value bias, float epsilon) => new(new LayerNorm(epsilon), x, weight, bias);

    /// <summary>silu(first half of the channels) times the second half: [N, 2C, H, W] to [N, C, H, W]. Fast where C is a multiple of 16.</summary>
    public static Value SwiGlu(this Value x) => new(new SwiGlu(), x);

    /// <summary>An image times a number per channel, [C].</summary>
    public static Value LayerScale(this Value x, Value gamma) => x * gamma.Reshape(new Shape(1, gamma.Shape[0], 1, 1));

    /// <summary>Exponential.</summary>
    public static Value Exp(this Value x) => new(new Exp(), x);

    /// <summary>Natural logarithm.</summary>
    public static Value Log(this Value x) => new(new Log(), x);

    /// <summary>Square root.</summary>
    public static Value Sqrt(this Value x) => new(new Sqrt(), x);

    /// <summary>Clamped to a range.</summary>
    public static Value Clamp(this Value x, float low, float high) => new(new Clamp(low, high), x);

    /// <summary>Softmax along a dimension.</summary>
    public static Value Softmax(this Value x, int axis) => new(new Softmax(axis, false), x);

    /// <summary>Logarithm of the softmax along a dimension.</summary>
    public static Value LogSoftmax(this Value x, int axis) => new(new Softmax(axis, true), x);

    /// <summary>Sum over dimensions.</summary>
    public static Value Sum(this Value x, IEnumerable<int> axes, bool keepDimensions = false) => new(new Sum(new AxisList(axes.Order()), keepDimensions), x);

    /// <summary>Sum of all elements, a scalar.</summary>
    public static Value Sum(this Value x) => x.Sum(Enumerable.Range(0, x.Shape.Rank));

    /// <summary>Mean over dimensions.</summary>
    public static Value Mean(this Value x, IEnumerable<int> axes, bool keepDimensions = false)
    {
        var sum = x.Sum(axes, keepDimensions);
        return sum / (float)(x.Shape.Count / Math.Max(sum.Shape.Count, 1));
    }

    /// <summary>Mean of all elements, a scalar.</summary>
    public static Value Mean(this Value x) => x.Sum() / x.Shape.Count;

    /// <summary>The same elements under another shape.</summary>
    public static Value Reshape(this Value x, Shape shape) => x.Shape == shape ? x : new Value(new Reshape(shape), x);

    /// <summary>A range of one dimension.</summary>
    public static Value Slice(this Value x, int axis, int start, int length) => start == 0 && length == x.Shape[axis] ? x : new Value(new Slice(axis, start, length), x);

    /// <summary>Zeros around the rows and columns of an image.</summary>
    public static Value PadZero(this Value x, int top, int left, int bottom, int right) => new(new Pad(3, left, right), new Value(new Pad(2, top, bottom), x));

    /// <summary>Reflection around the rows and columns of an image, the edge not repeated.</summary>
    public static Value PadReflect(this Value x, int top, int left, int bottom, int right) =>
        new(Gather.Reflect(3, x.Shape[3], left, right), new Value(Gather.Reflect(2, x.Shape[2], top, bottom), x));

    /// <summary>The middle of an image; of an odd difference the smaller part is cut at the top and left.</summary>
    public static Value CenterCrop(this Value x, int height, int width) =>
        x.Slice(2, (x.Shape[2] - height) / 2, height).Slice(3, (x.Shape[3] - width) / 2, width);

    /// <summary>Dimensions in another order.</summary>
    public static Value Permute(this Value x, params IEnumerable<int> order) => new(new Permute(new AxisList(order)), x);

    /// <summary>Channels of several images, one after the other.</summary>
    public static Value ConcatChannels(params IReadOnlyList<Value> images) => images.Count == 1 ? images[0] : new Value(new Concat(1), images);

    /// <summary>Nearest-neighbour resizing.</summary>
    public static Value ResizeNearest(this Value x, int height, int width) => new(new ResizeNearest(height, width), x);

    /// <summary>Bilinear resizing, align_corners false.</summary>
    public static Value ResizeBilinear(this Value x, int height, int width) => new(new ResizeBilinear(height, width), x);

    /// <summary>Bicubic resizing with antialiasing, for position embeddings.</summary>
    public static Value ResizeBicubic(this Value x, int height, int width) => new(new ResizeBicubic(height, width), x);

    /// <summary>Maximum of each window.</summary>
    public static Value MaxPool2d(this Value x, int kernel, int stride, int padding = 0) => new(new MaxPool2d(new PoolGeometry(kernel, stride, padding)), x);

    /// <summary>Mean of each window.</summary>
    public static Value AveragePool2d(this Value x, int kernel, int stride, int padding = 0, bool countPadding = true) =>
        new(new AveragePool2d(new PoolGeometry(kernel, stride, padding), countPadding), x);

    /// <summary>Means of size times size windows that cover an image.</summary>
    public static Value AdaptiveAveragePool2d(this Value x, int size) => new(new AdaptiveAveragePool2d(size, size), x);

    /// <summary>Mean over all pixels, [N, C, 1, 1].</summary>
    public static Value GlobalAveragePool(this Value x) => x.Mean([2, 3], keepDimensions: true);

    /// <summary>Matrix product of the last two dimensions.</summary>
    public static Value MatMul(this Value a, Value b) => new(new MatMul(false, false), a, b);

    /// <summary>Attention of queries [N, C, h, w] to keys and values [N, C, H, W], whose pixels are tokens, in heads of C / heads channels.</summary>
    public static Value Attend(this Value queries, Value keys, Value values, int heads) => new(new Attention(heads), queries, keys, values);

    /// <summary>Linear layer: x [.., K], weights [N, K], optional bias [N].</summary>
    public static Value Linear(this Value x, Value weights, Value? bias = null) =>
        bias is null ? new Value(new MatMul(false, true), x, weights) : new Value(new MatMul(false, true), x, weights, bias);

    /// <summary>Dropout; its stream tells it apart from the network's others.</summary>
    public static Value Dropout(this Value x, float probability, int stream) => probability == 0 ? x : new Value(new Dropout(probability, stream), x);

    /// <summary>Stochastic depth of a residual branch, for training only; its stream tells it apart from the network's others.</summary>
    public static Value DropPath(this Value x, float probability, int stream) => probability == 0 ? x : new Value(new DropPath(probability, stream), x);
}

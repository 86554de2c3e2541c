using Karyon.Tensors;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>MobileNetV2 written as a TensorFlow Lite model with float weights, from the paper's table; parts can be spoiled.</summary>
internal sealed class MobileNetV2TfLite
{
    private static readonly (int Expansion, int Width, int Blocks, int Stride)[] Table =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly TfLiteFileBuilder _builder = new();
    private int _layers;
    private int _last;

    /// <summary>Weights by our names, in our order.</summary>
    public Dictionary<string, float[]> Expected { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes a layer's settings before it is written: stride, padding (0: SAME), activation.</summary>
    public Func<int, (int Stride, int Padding, int Activation), (int, int, int)> Spoil { get; init; } = static (_, settings) => settings;

    /// <summary>Whether residual sums are written.</summary>
    public bool Sums { get; init; } = true;

    /// <summary>Whether convolutions read what stands two steps before them.</summary>
    public bool SkipsAStep { get; init; }

    /// <summary>Whether one weight is not a number.</summary>
    public bool Diverged { get; init; }

    public int Classes { get; init; } = 1001;

    public byte[] Write()
    {
        _last = _builder.Tensor("image", [1, 224, 224, 3], 0);
        _builder.Inputs = [_last];
        Convolution("features.0.0", 3, 32, 3, 2, false, 3);
        int inputs = 32, block = 0;
        foreach (var (expansion, width, blocks, stride) in Table)
            for (var i = 0; i < blocks; i++)
            {
                var start = _last;
                int hidden = inputs * expansion, part = 0;
                block++;
                if (expansion > 1) Convolution($"features.{block}.conv.{part++}.0", inputs, hidden, 1, 1, false, 3);
                Convolution($"features.{block}.conv.{part++}.0", hidden, hidden, 3, i == 0 ? stride : 1, true, 3);
                Convolution($"features.{block}.conv.{part}", hidden, width, 1, 1, false, 0);
                if (Sums && inputs == width && (i > 0 || stride == 1)) Step(0, [_last, start], 11, new() { [0] = (byte)0 });
                inputs = width;
            }
        Convolution("features.18.0", 320, 1280, 1, 1, false, 3);
        Step(1, [_last], 5, new() { [0] = (byte)1, [1] = 7, [2] = 7, [3] = 7, [4] = 7 });
        Convolution("classifier.1", 1280, Classes, 1, 1, false, 0);
        Step(22, [_last], 17, new() { [0] = new[] { 1, Classes } });
        Step(25, [_last], 9, new() { [0] = 1f });
        _builder.Outputs = [_last];
        return _builder.Write();
    }

    private void Convolution(string name, int inputs, int outputs, int kernel, int stride, bool depthwise, int activation)
    {
        (stride, var padding, activation) = Spoil(_layers++, (stride, 0, activation));
        int perOutput = depthwise ? 1 : inputs, taps = kernel * kernel;
        var random = new CounterRandom(7, (ulong)_layers);
        var ours = new float[outputs * perOutput * taps];
        var theirs = new float[ours.Length];
        for (var o = 0; o < outputs; o++)
            for (var c = 0; c < perOutput; c++)
                for (var t = 0; t < taps; t++)
                {
                    var at = (o * perOutput + c) * taps + t;
                    ours[at] = random.UniformSingle((ulong)at) - 0.5f;
                    theirs[depthwise ? t * outputs + o : (o * taps + t) * perOutput + c] = ours[at];
                }
        if (Diverged && _layers == 5) theirs[3] = float.NaN;
        var bias = Enumerable.Range(0, outputs).Select(o => (float)o).ToArray();
        (Expected[$"{name}.weight"], Expected[$"{name}.bias"]) = (ours, bias);
        var weights = _builder.Floats("", depthwise ? [1, kernel, kernel, outputs] : [outputs, kernel, kernel, inputs], theirs);
        var biases = _builder.Floats("", [outputs], bias);
        var source = SkipsAStep && _layers == 9 ? _last - 4 : _last;
        if (depthwise) Step(4, [source, weights, biases], 2, new() { [0] = (byte)padding, [1] = stride, [2] = stride, [3] = 1, [4] = (byte)activation });
        else Step(3, [source, weights, biases], 1, new() { [0] = (byte)padding, [1] = stride, [2] = stride, [3] = (byte)activation });
    }

    private void Step(int code, int[] inputs, int optionsType, SortedDictionary<int, object> options)
    {
        var result = _builder.Tensor("", [1], 0);
        _builder.Step(code, inputs, [result], optionsType, options);
        _last = result;
    }
}

using System.Runtime.InteropServices;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>Writes TensorFlow Lite files from lists of tensors and steps.</summary>
public sealed class TfLiteFileBuilder
{
    private readonly List<SortedDictionary<int, object>> _tensors = [];
    private readonly List<SortedDictionary<int, object>> _buffers = [new() { }];
    private readonly List<SortedDictionary<int, object>> _steps = [];
    private readonly List<int> _codes = [];

    public int Version { get; set; } = 3;

    public int Subgraphs { get; set; } = 1;

    public int[] Inputs { get; set; } = [];

    public int[] Outputs { get; set; } = [];

    /// <summary>Adds a tensor and returns its index.</summary>
    public int Tensor(string name, int[] shape, int type, byte[]? data = null, float[]? scales = null, long[]? zeroPoints = null, int axis = 0)
    {
        var buffer = 0;
        if (data is not null)
        {
            buffer = _buffers.Count;
            _buffers.Add(new() { [0] = data });
        }
        var table = new SortedDictionary<int, object> { [0] = shape, [1] = (byte)type, [2] = buffer, [3] = name };
        if (scales is not null)
        {
            table[4] = new SortedDictionary<int, object> { [2] = scales, [6] = axis };
            if (zeroPoints is not null) ((SortedDictionary<int, object>)table[4])[3] = zeroPoints;
        }
        _tensors.Add(table);
        return _tensors.Count - 1;
    }

    /// <summary>Adds a tensor of floats.</summary>
    public int Floats(string name, int[] shape, float[] data) => Tensor(name, shape, 0, MemoryMarshal.AsBytes(data.AsSpan()).ToArray());

    /// <summary>Adds a step; the options are fields of the kind's table.</summary>
    public void Step(int code, int[] inputs, int[] outputs, int optionsType, SortedDictionary<int, object> options)
    {
        if (!_codes.Contains(code)) _codes.Add(code);
        _steps.Add(new() { [0] = _codes.IndexOf(code), [1] = inputs, [2] = outputs, [3] = (byte)optionsType, [4] = options });
    }

    public byte[] Write()
    {
        var graph = new SortedDictionary<int, object> { [0] = _tensors.ToArray(), [1] = Inputs, [2] = Outputs, [3] = _steps.ToArray() };
        return FlatBufferWriter.Write("TFL3", new()
        {
            [0] = Version,
            [1] = _codes.Select(code => new SortedDictionary<int, object> { [0] = (byte)code }).ToArray(),
            [2] = Enumerable.Repeat(graph, Subgraphs).ToArray(),
            [4] = _buffers.ToArray(),
        });
    }
}

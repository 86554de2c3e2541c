using Karyon.Learning.Checkpoints.FlatBuffers;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints.TfLite;

/// <summary>Reads TensorFlow Lite models (FlatBuffers, schema version 3, identifier <c>TFL3</c>) of one subgraph.</summary>
/// <remarks>Field numbers are those of tensorflow/compiler/mlir/lite/schema/schema.fbs, in its order of declaration.</remarks>
internal static class TfLiteReader
{
    private const int MaxTensors = 4096;
    private const int MaxOperands = 64;
    private const int MaxChannels = 4096;
    private const int MaxRank = 8;

    /// <summary>Most scales and zero points in all: tensors may share one vector, so the file's length does not bound what is read from it.</summary>
    private const int MaxScales = 1 << 20;

    /// <summary>Reads a model.</summary>
    /// <param name="name">The file, for errors.</param>
    /// <param name="bytes">Its content; tensors keep referring to it.</param>
    /// <exception cref="InvalidTensorFileException">It is no sound model, or holds what is not read.</exception>
    public static TfLiteModel Read(string name, ReadOnlyMemory<byte> bytes)
    {
        var buffer = new FlatBuffer(name, bytes);
        if (bytes.Length < 8 || !bytes.Span.Slice(4, 4).SequenceEqual("TFL3"u8)) throw buffer.Invalid("this is no TensorFlow Lite model (TFL3 is missing at byte 4)");
        var root = buffer.Root();
        if (root.Int32(0) != 3) throw buffer.Invalid($"a TensorFlow Lite model of schema version {root.Int32(0)} is not read; version 3 is");
        int[] codes = [.. root.Tables(1, MaxTensors, "the list of operator codes").Select(OperatorCode)];
        var subgraphs = root.Tables(2, MaxTensors, "the list of subgraphs");
        if (subgraphs.Length != 1) throw buffer.Invalid($"a model of {subgraphs.Length} subgraphs is not read; one is");
        var buffers = root.Tables(4, MaxTensors, "the list of buffers");
        var graph = subgraphs[0];

        var tables = graph.Tables(0, MaxTensors, "the list of tensors");
        var tensors = new TfLiteTensor[tables.Length];
        var scales = 0;
        for (var k = 0; k < tensors.Length; k++)
        {
            tensors[k] = ReadTensor(buffer, tables[k], k, buffers);
            scales += tensors[k].Quantization.Scales.Count + tensors[k].Quantization.ZeroPoints.Count;
            if (scales > MaxScales) throw buffer.Invalid($"the first {k + 1} tensors have {scales} scales and zero points, more than the {MaxScales} that are read");
        }
        var steps = graph.Tables(3, MaxTensors, "the list of operators");
        var operators = new TfLiteOperator[steps.Length];
        for (var k = 0; k < steps.Length; k++) operators[k] = ReadOperator(buffer, steps[k], k, codes, tensors.Length);
        return new TfLiteModel(name, tensors, operators, Indices(buffer, graph, 1, tensors.Length, "the model's inputs"), Indices(buffer, graph, 2, tensors.Length, "the model's outputs"));
    }

    /// <summary>Older files say the code in a byte, newer ones in an integer; the larger of the two counts.</summary>
    private static int OperatorCode(FlatTable table) => Math.Max((sbyte)table.UInt8(0), table.Int32(3));

    private static TfLiteTensor ReadTensor(FlatBuffer buffer, FlatTable table, int index, FlatTable[] buffers)
    {
        var name = PrintableText.Of(table.Text(3));
        var sizes = table.Int32s(0, MaxRank, $"the shape of tensor {index}");
        Shape shape;
        try
        {
            shape = new Shape(sizes);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw buffer.Invalid($"tensor {index} ({name}) has the shape [{string.Join(", ", sizes)}], which no tensor can have");
        }
        var data = table.Int32(2);
        if ((uint)data >= (uint)buffers.Length) throw buffer.Invalid($"tensor {index} ({name}) names buffer {data} of {buffers.Length}");
        return new TfLiteTensor(name, shape, (TfLiteElementType)table.UInt8(1), buffers[data].Bytes(0, $"buffer {data}"), ReadQuantization(table.Table(4), index));
    }

    private static TfLiteQuantization ReadQuantization(FlatTable? table, int index) => table is { } quantization
        ? new TfLiteQuantization(quantization.Singles(2, MaxChannels, $"the scales of tensor {index}"), quantization.Int64s(3, MaxChannels, $"the zero points of tensor {index}"), quantization.Int32(6))
        : new TfLiteQuantization([], [], 0);

    private static TfLiteOperator ReadOperator(FlatBuffer buffer, FlatTable table, int index, int[] codes, int tensors)
    {
        var code = table.Int32(0);
        if ((uint)code >= (uint)codes.Length) throw buffer.Invalid($"operator {index} names code {code} of {codes.Length}");
        var kind = (TfLiteOperatorKind)codes[code];
        if (!Enum.IsDefined(kind)) throw buffer.Invalid($"operator {index} is of the kind {codes[code]}, which is not read (convolutions, fully connected layers, sums, average pooling, reshaping and softmax are)");
        var what = $"operator {index}";
        return new TfLiteOperator(kind, Indices(buffer, table, 1, tensors, $"the inputs of {what}"), Indices(buffer, table, 2, tensors, $"the outputs of {what}"), ReadOptions(buffer, kind, table, what));
    }

    private static TfLiteOptions ReadOptions(FlatBuffer buffer, TfLiteOperatorKind kind, FlatTable table, string what)
    {
        if (table.Table(4) is not { } options) return new TfLiteOptions();
        int type = table.UInt8(3), expected = OptionsType(kind);
        if (type != expected) throw buffer.Invalid($"{what} ({kind}) has options of type {type} instead of {expected}; the file is damaged");
        return kind switch
        {
            TfLiteOperatorKind.Conv2d => new TfLiteOptions
            {
                PadsToSame = options.UInt8(0) == 0, StrideX = options.Int32(1), StrideY = options.Int32(2), Activation = (TfLiteActivation)options.UInt8(3),
                DilationX = options.Int32(4, 1), DilationY = options.Int32(5, 1),
            },
            TfLiteOperatorKind.DepthwiseConv2d => new TfLiteOptions
            {
                PadsToSame = options.UInt8(0) == 0, StrideX = options.Int32(1), StrideY = options.Int32(2), DepthMultiplier = options.Int32(3),
                Activation = (TfLiteActivation)options.UInt8(4), DilationX = options.Int32(5, 1), DilationY = options.Int32(6, 1),
            },
            TfLiteOperatorKind.AveragePool2d => new TfLiteOptions
            {
                PadsToSame = options.UInt8(0) == 0, StrideX = options.Int32(1), StrideY = options.Int32(2), FilterWidth = options.Int32(3),
                FilterHeight = options.Int32(4), Activation = (TfLiteActivation)options.UInt8(5),
            },
            TfLiteOperatorKind.Add or TfLiteOperatorKind.FullyConnected => new TfLiteOptions { Activation = (TfLiteActivation)options.UInt8(0) },
            TfLiteOperatorKind.Softmax => new TfLiteOptions { Beta = options.Single(0) },
            _ => new TfLiteOptions(),
        };
    }

    /// <summary><c>BuiltinOptions</c> of the schema.</summary>
    private static int OptionsType(TfLiteOperatorKind kind) => kind switch
    {
        TfLiteOperatorKind.Conv2d => 1,
        TfLiteOperatorKind.DepthwiseConv2d => 2,
        TfLiteOperatorKind.AveragePool2d => 5,
        TfLiteOperatorKind.FullyConnected => 8,
        TfLiteOperatorKind.Softmax => 9,
        TfLiteOperatorKind.Add => 11,
        _ => 17,
    };

    private static int[] Indices(FlatBuffer buffer, FlatTable table, int field, int tensors, string what)
    {
        var indices = table.Int32s(field, MaxOperands, what);
        foreach (var index in indices)
            if (index < -1 || index >= tensors) throw buffer.Invalid($"{what} name tensor {index} of {tensors}");
        return indices;
    }
}

using System.Globalization;
using Karyon.Learning.Checkpoints.TfLite;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>
/// MobileNetV2 as a TensorFlow Lite model, float or quantised. Its tensors have no names to rely on: the steps are followed in the order
/// in which they run, each convolution must be the one that stands at its place in our network, and takes its name.
/// </summary>
internal static class TfLiteCheckpoint
{
    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidTensorFileException">It is no sound TensorFlow Lite model.</exception>
    /// <exception cref="InvalidNetworkFileException">It is not MobileNetV2 1.0 with 1001 classes.</exception>
    public static CheckpointContent Read(string name, ReadOnlyMemory<byte> bytes)
    {
        var model = TfLiteReader.Read(name, bytes);
        using var network = new MobileNetV2Classifier();
        _ = network.Parameters();
        var known = KnownNetwork.MobileNetV2Classifier;
        var content = new CheckpointContent { Architecture = known.Architecture, Normalization = known.Normalization, Padding = known.Padding };
        try
        {
            var next = 0;
            for (var k = 0; k < model.Operators.Count; k++)
            {
                var step = model.Operators[k];
                CheckChain(model, k);
                switch (step.Kind)
                {
                    case TfLiteOperatorKind.Conv2d or TfLiteOperatorKind.DepthwiseConv2d or TfLiteOperatorKind.FullyConnected:
                        if (next < network.Convolutions.Count) AddConvolution(model, k, network.Convolutions[next], content);
                        else if (next == network.Convolutions.Count) AddClassifier(model, k, network.Classifier, content);
                        else throw Other(model, k, "stands after the classifier");
                        next++;
                        break;
                    case TfLiteOperatorKind.Add when next == 0 || next > network.Convolutions.Count || !network.Convolutions[next - 1].EndsResidual:
                        throw Other(model, k, "adds where the network does not");
                }
            }
            if (next != network.Convolutions.Count + 1) throw new InvalidNetworkFileException($"{name}: the model has {next} layers with weights, MobileNetV2 has {network.Convolutions.Count + 1}");
            if (model.Operators.Count(step => step.Kind == TfLiteOperatorKind.Add) != network.Convolutions.Count(layer => layer.EndsResidual))
                throw new InvalidNetworkFileException($"{name}: the model lacks residual sums of MobileNetV2");
            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Each step must go on from the one before it: then the order of the steps is the network.</summary>
    private static void CheckChain(TfLiteModel model, int k)
    {
        var expected = k == 0 ? model.Inputs : model.Operators[k - 1].Outputs;
        if (expected.Count != 1 || !model.Operators[k].Inputs.Contains(expected[0])) throw Other(model, k, "does not go on from the step before it");
    }

    private static void AddConvolution(TfLiteModel model, int k, FoldedConvolution layer, CheckpointContent content)
    {
        var (step, options) = (model.Operators[k], model.Operators[k].Options);
        var depthwise = layer.Groups > 1;
        if (step.Kind != (depthwise ? TfLiteOperatorKind.DepthwiseConv2d : TfLiteOperatorKind.Conv2d)) throw Other(model, k, $"stands where {layer.Name} is to be");
        if (options.StrideX != layer.Stride || options.StrideY != layer.Stride || options.DilationX != 1 || options.DilationY != 1 || (layer.Kernel > 1 && !options.PadsToSame))
            throw Other(model, k, $"has stride {options.StrideY}, {options.StrideX}, dilation {options.DilationY}, {options.DilationX} and {(options.PadsToSame ? "SAME" : "VALID")} padding; {layer.Name} has stride {layer.Stride}, dilation 1 and SAME padding");
        // Models trained for integers clamp to 0..6 by the range of their results instead of by an activation.
        if (options.Activation != TfLiteActivation.None && (options.Activation != TfLiteActivation.Relu6 || !layer.Clamps)) throw Other(model, k, $"ends in {options.Activation}, {layer.Name} does not");
        AddLayer(model, k, layer.Weight, layer.Bias, depthwise, content);
    }

    /// <summary>The classifier is a linear layer on the means, or a 1x1 convolution of the one pixel that is left.</summary>
    private static void AddClassifier(TfLiteModel model, int k, Linear layer, CheckpointContent content)
    {
        var step = model.Operators[k];
        if (step.Kind == TfLiteOperatorKind.DepthwiseConv2d || step.Options.Activation != TfLiteActivation.None) throw Other(model, k, "stands where the classifier is to be");
        AddLayer(model, k, layer.Weight, layer.Bias!, depthwise: false, content);
    }

    private static void AddLayer(TfLiteModel model, int k, Parameter weight, Parameter bias, bool depthwise, CheckpointContent content)
    {
        var step = model.Operators[k];
        if (step.Inputs.Count != 3 || step.Inputs[1] < 0 || step.Inputs[2] < 0) throw Other(model, k, $"is to be {weight.Name} and lacks weights or bias");
        TfLiteTensor weights = model.Tensors[step.Inputs[1]], biases = model.Tensors[step.Inputs[2]];
        var shape = weight.Tensor.Shape;
        var stored = StoredShape(shape, depthwise, weights.Shape.Rank);
        if (weights.Shape != stored) throw Other(model, k, $"has weights {weights.Shape}, {weight.Name} needs {stored}");
        if (biases.Shape != bias.Tensor.Shape) throw Other(model, k, $"has a bias {biases.Shape}, {bias.Name} needs {bias.Tensor.Shape}");
        Add(model, weights, weight.Name, shape, elements => shape.Rank == 2 ? elements : Reorder(elements, shape, depthwise), content);
        Add(model, biases, bias.Name, bias.Tensor.Shape, static elements => elements, content);
    }

    private static void Add(TfLiteModel model, TfLiteTensor source, string name, Shape shape, Func<float[], float[]> reorder, CheckpointContent content)
    {
        var elements = TfLiteElements.Read(model.FileName, source);
        foreach (var element in elements)
            if (!float.IsFinite(element)) throw new InvalidNetworkFileException($"{model.FileName}: tensor {source.Name} holds {element}; the file is damaged");
        var scales = source.Quantization.Scales;
        var type = scales.Count switch
        {
            0 => source.Type.ToString(),
            1 => string.Create(CultureInfo.InvariantCulture, $"{source.Type} x {scales[0]:G4}"),
            _ => $"{source.Type} x {scales.Count} scales",
        };
        content.Add(new ConvertedTensor(name, shape, source.Name, type), reorder(elements));
    }

    /// <summary>Our [O, I, kh, kw] as TensorFlow stores it: [O, kh, kw, I], depthwise [1, kh, kw, O]; our [O, I] also as [O, 1, 1, I].</summary>
    private static Shape StoredShape(Shape shape, bool depthwise, int rank) =>
        shape.Rank == 2 ? rank == 2 ? shape : new Shape(shape[0], 1, 1, shape[1])
        : depthwise ? new Shape(1, shape[2], shape[3], shape[0]) : new Shape(shape[0], shape[2], shape[3], shape[1]);

    private static float[] Reorder(float[] source, Shape shape, bool depthwise)
    {
        int outputs = shape[0], inputs = shape[1], taps = shape[2] * shape[3];
        var target = new float[source.Length];
        for (var o = 0; o < outputs; o++)
            for (var c = 0; c < inputs; c++)
                for (var t = 0; t < taps; t++)
                    target[(o * inputs + c) * taps + t] = source[depthwise ? t * outputs + o : (o * taps + t) * inputs + c];
        return target;
    }

    private static InvalidNetworkFileException Other(TfLiteModel model, int k, string what) =>
        new($"{model.FileName}: step {k} ({model.Operators[k].Kind}) {what}; of TensorFlow Lite models only MobileNetV2 1.0 (1001 classes) is known");
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints;

public sealed class CheckpointConverterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-convert-").FullName;

    private string Output => Path.Combine(_folder, "output.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_TensorFlow_Lite_model_gets_our_names_and_our_order_of_kernels()
    {
        var model = new MobileNetV2TfLite();
        var report = CheckpointConverter.Convert(Input(model.Write()), Output);
        using var file = SafetensorsFile.Open(Output);
        Assert.Equal(model.Expected.Keys, report.Tensors.Select(tensor => tensor.Name));
        Assert.Equal(model.Expected.Keys.Order(), file.Entries.Keys.Order());
        foreach (var (name, elements) in model.Expected)
        {
            using var tensor = file.Read(name);
            Assert.Equal(elements, tensor.ToArray());
        }
        using var network = new MobileNetV2Classifier();
        NetworkFile.Fill(network, Output, file, parameter => parameter.Name, strict: true);
    }

    public static TheoryData<string, Func<byte[]>> Strangers => new()
    {
        { "has stride 1, 1", () => new MobileNetV2TfLite { Spoil = (layer, settings) => layer == 4 ? settings with { Stride = 1 } : settings }.Write() },
        { "VALID padding", () => new MobileNetV2TfLite { Spoil = (layer, settings) => layer == 1 ? settings with { Padding = 1 } : settings }.Write() },
        { "ends in Tanh", () => new MobileNetV2TfLite { Spoil = (layer, settings) => layer == 3 ? settings with { Activation = 4 } : settings }.Write() },
        { "ends in Relu6", () => new MobileNetV2TfLite { Spoil = (layer, settings) => layer == 2 ? settings with { Activation = 3 } : settings }.Write() },
        { "does not go on from the step before it", () => new MobileNetV2TfLite { SkipsAStep = true }.Write() },
        { "lacks residual sums", () => new MobileNetV2TfLite { Sums = false }.Write() },
        { "has weights [10, 1, 1, 1280], classifier.1.weight needs [1001, 1, 1, 1280]", () => new MobileNetV2TfLite { Classes = 10 }.Write() },
        { "holds NaN", () => new MobileNetV2TfLite { Diverged = true }.Write() },
        { "0 layers with weights", () => new TfLiteFileBuilder().Write() },
        { "no network that is known here", () => Safetensors(("weight", [2, 2])) },
        { "tensor encoder.", () => Network(drop: "encoder.features.3.conv.2.weight") },
        { "is [32, 3, 5, 5], the network needs [32, 3, 3, 3]", () => Safetensors(("features.0.0.weight", [32, 3, 5, 5]), ("features.0.0.bias", [32]), ("features.18.0.bias", [1280]), ("classifier.1.weight", [1001, 1280])) },
    };

    [Theory]
    [MemberData(nameof(Strangers), DisableDiscoveryEnumeration = true)]
    public void A_network_that_is_not_known_is_refused_in_one_line_and_nothing_is_written(string reason, Func<byte[]> bytes)
    {
        var exception = Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(Input(bytes()), Output));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.Equal(["input"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName));
    }

    public static TheoryData<string, Func<byte[]>> Foreign => new()
    {
        { "the pickle asks for os.system; loading never runs code", () => new TorchFileBuilder().Archive(new PickleWriter().Global("os", "system").Text("true").Raw(0x85).Op('R').Stop()) },
        { "a Python pickle that torch.save did not write", () => new PickleWriter().Int(1).Stop() },
        { "a tar archive, the format of PyTorch before 0.2, which is not read; open it with torch.load", () => [.. new byte[257], .. "ustar"u8, .. new byte[250]] },
        { "no PyTorch checkpoint", () => Zip("weights.npy") },
        { "has no weight_map", () => "{}"u8.ToArray() },
        { "the file is empty", () => [] },
        { "no weight file that is known here (it starts with bytes 89504E47", () => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] },
        { "no weight file that is known here", () => Encoding.UTF8.GetBytes("a text file\nof two lines\n") },
        { "does not fit a file of", () => Safetensors(("classifier.1.weight", [2]))[..40] },
    };

    [Theory]
    [MemberData(nameof(Foreign), DisableDiscoveryEnumeration = true)]
    public void A_file_of_another_kind_is_refused_by_its_name_whatever_its_extension(string reason, Func<byte[]> bytes)
    {
        var exception = Assert.Throws<InvalidTensorFileException>(() => CheckpointConverter.Convert(Input(bytes(), "input.safetensors"), Output));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Our_own_networks_stay_whole_and_shrink_to_half_precision()
    {
        var description = new NetworkDescription { Name = "test", Classes = ["a", "b"], Widths = [8, 8, 8, 8, 8], MicronsPerPixel = 0.5, License = "CC0" };
        using var network = new HoverUNet(description);
        network.Initialize(3);
        using (var stream = File.Create(Path.Combine(_folder, "input"))) NetworkFile.Save(stream, network);
        CheckpointConverter.Convert(Path.Combine(_folder, "input"), Output, new ConversionOptions { Type = StoredType.Float16 });
        using var loaded = NetworkFile.Load(Output);
        Assert.Equal(("test", "CC0", 0.5), (loaded.Description.Name, loaded.Description.License, loaded.Description.MicronsPerPixel));
        Assert.Equal(description.Classes, loaded.Description.Classes);
        foreach (var (before, after) in network.Parameters().Zip(loaded.Parameters()))
            Assert.Equal(before.Tensor.ToArray().Select(value => (float)(Half)value), after.Tensor.ToArray());
    }

    [Theory]
    [InlineData("resnet34", "model_state_dict", false)]
    [InlineData("mobilenet_v2", null, true)]
    [InlineData("mit_b0", "model_state_dict", false)]
    [InlineData("mit_b2", "model_state_dict", true)]
    public void A_PyTorch_file_of_a_U_Net_becomes_a_network_of_ours(string encoder, string? wrapper, bool isStream)
    {
        var description = new NetworkDescription { Encoder = encoder, Classes = ["a", "b"], Widths = [16, 8, 8, 8, 4] };
        using var network = new HoverUNet(description);
        network.Initialize(5);
        var builder = new TorchFileBuilder { Wrapper = wrapper };
        foreach (var parameter in network.Parameters())
        {
            builder.Tensor("module." + parameter.Name, parameter.Tensor.Shape.Sizes.ToArray(), parameter.Tensor.ToArray());
            if (parameter.Name.EndsWith("running_mean", StringComparison.Ordinal)) builder.Tensor("module." + parameter.Name.Replace("running_mean", "num_batches_tracked", StringComparison.Ordinal), [], 3);
        }
        builder.Beside.Add(("epoch", pickle => pickle.Int(240)));
        var input = Input(isStream ? builder.Stream() : builder.Zip(), "student.pth");

        Assert.Contains("give --mpp", Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(input, Output)).Message, StringComparison.Ordinal);
        var report = CheckpointConverter.Convert(input, Output, new ConversionOptions { MicronsPerPixel = 0.25 });
        Assert.All(report.Dropped.SkipLast(wrapper is null ? 0 : 1), name => Assert.EndsWith("num_batches_tracked", name, StringComparison.Ordinal));
        if (wrapper is not null) Assert.Equal("epoch", report.Dropped[^1]);
        using var loaded = NetworkFile.Load(Output);
        Assert.Equal((encoder, "student", 0.25), (loaded.Description.Encoder, loaded.Description.Name, loaded.Description.MicronsPerPixel));
        Assert.Equal(["type 1", "type 2"], loaded.Description.Classes);
        foreach (var (before, after) in network.Parameters().Zip(loaded.Parameters())) Assert.Equal(before.Tensor.ToArray(), after.Tensor.ToArray());
    }

    [Theory]
    [InlineData("fast", 6)]
    [InlineData("original", 0)]
    public void A_PyTorch_file_of_HoVer_Net_becomes_a_network_of_ours(string form, int types)
    {
        using var network = new HoverNet(form == "fast" ? HoverNetVariant.Fast : HoverNetVariant.Original, types);
        network.Initialize(7);
        byte[] File(float unpool)
        {
            var builder = new TorchFileBuilder { Wrapper = "desc" };
            foreach (var parameter in network.Parameters()) builder.Tensor("module." + parameter.Name, parameter.Tensor.Shape.Sizes.ToArray(), parameter.Tensor.ToArray());
            return builder.Tensor("module.upsample2x.unpool_mat", [2, 2], 1, unpool, 1, 1).Zip();
        }
        var options = new ConversionOptions { MicronsPerPixel = 0.25, Classes = types == 0 ? null : ["neoplastic", "inflammatory", "connective", "dead", "epithelial"] };
        var input = Input(File(1), "hovernet.tar");

        Assert.Contains("give --mpp", Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(input, Output)).Message, StringComparison.Ordinal);
        if (types > 0) Assert.Contains("5 types", Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(input, Output, options with { Classes = ["a"] })).Message, StringComparison.Ordinal);
        var report = CheckpointConverter.Convert(input, Output, options);
        Assert.Equal(["upsample2x.unpool_mat"], report.Dropped);
        using var loaded = NetworkFile.Load(Output);
        Assert.Equal(($"hovernet-{form}", types), (loaded.Description.Architecture, loaded.Description.TypeChannels));
        foreach (var (before, after) in network.Parameters().Zip(loaded.Parameters())) Assert.Equal(before.Tensor.ToArray(), after.Tensor.ToArray());
        Assert.Contains("unpool_mat", Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(Input(File(2), "odd.tar"), Output, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PyTorch_file_with_a_tensor_too_many_or_of_another_shape_is_refused_by_its_name()
    {
        using var network = new HoverUNet(new NetworkDescription { Widths = [8, 8, 8, 8, 8] });
        TorchFileBuilder Builder(string spoilt)
        {
            var builder = new TorchFileBuilder();
            foreach (var parameter in network.Parameters())
                builder.Tensor(parameter.Name, parameter.Name == spoilt ? [(int)parameter.Tensor.Count] : parameter.Tensor.Shape.Sizes.ToArray(), parameter.Tensor.ToArray());
            return builder;
        }
        var options = new ConversionOptions { MicronsPerPixel = 0.25 };
        var shape = Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(Input(Builder("decoder.blocks.1.conv2.0.weight").Zip()), Output, options));
        Assert.Contains("tensor decoder.blocks.1.conv2.0.weight is [576], the network needs [8, 8, 3, 3]", shape.Message, StringComparison.Ordinal);
        var extra = Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(Input(Builder("").Tensor("decoder.attention.weight", [1], 1).Zip()), Output, options));
        Assert.Contains("the network has no place for tensor decoder.attention.weight", extra.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public void Our_own_networks_take_the_name_and_the_scores_that_a_conversion_gives_them()
    {
        var description = new NetworkDescription { Name = "old", Widths = [8, 8, 8, 8, 8], Other = new Dictionary<string, string> { ["score.a"] = "1", ["score.b"] = "2", ["trained"] = "long" } };
        using var network = new HoverUNet(description);
        using (var stream = File.Create(Path.Combine(_folder, "input"))) NetworkFile.Save(stream, network);
        var card = CheckpointConverter.Convert(Path.Combine(_folder, "input"), Output, new ConversionOptions { Name = "new", Scores = [new("b", "3"), new("c | d", "4")] }).Card;
        using var loaded = NetworkFile.Load(Output);
        Assert.Equal("new", loaded.Description.Name);
        Assert.Equal([new("a", "1"), new("b", "3"), new("c | d", "4")], loaded.Description.Scores);
        Assert.Equal("long", loaded.Description.Other["trained"]);
        Assert.StartsWith("# new\n", card.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("| c \\| d | 4 |", card.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_says_where_the_weights_come_from()
    {
        var bytes = new MobileNetV2TfLite().Write();
        var options = new ConversionOptions { Name = "mine", License = "Apache-2.0", MicronsPerPixel = 0.25, Source = "a | b" };
        var card = CheckpointConverter.Convert(Input(bytes), Output, options).Card;
        using var file = SafetensorsFile.Open(Output);
        Assert.Equal("mine", file.Metadata["name"]);
        Assert.Equal("mobilenet_v2", file.Metadata["architecture"]);
        Assert.Equal("a | b", file.Metadata["source"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), file.Metadata["source_sha256"]);
        Assert.Equal("Apache-2.0", file.Metadata["license"]);
        Assert.Equal("0.25", file.Metadata["microns_per_pixel"]);
        Assert.Equal("RGB/127.5-1", file.Metadata["normalization"]);
        Assert.Equal("TensorFlow SAME", file.Metadata["padding"]);
        Assert.Contains("| source | a \\| b |", card.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("3,489,097", card.ToMarkdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_file_converts_to_the_same_bytes()
    {
        var input = Input(new MobileNetV2TfLite().Write());
        CheckpointConverter.Convert(input, Output);
        var first = SHA256.HashData(File.ReadAllBytes(Output));
        CheckpointConverter.Convert(input, Output);
        Assert.Equal(first, SHA256.HashData(File.ReadAllBytes(Output)));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_told_in_one_line()
    {
        // A file stands where the folder should be: refused for root too, unlike permissions.
        var input = Input(new MobileNetV2TfLite().Write());
        var output = Path.Combine(input, "output.safetensors");
        var fault = Assert.Throws<UnwritableOutputException>(() => CheckpointConverter.Convert(input, output));
        Assert.StartsWith($"{output}: cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Equal([input], Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void The_quantised_file_agrees_with_the_float_file_that_its_training_started_from()
    {
        // The card: the kernels of the two bodies correlate 0.975 to 0.9997; the float file's classifier is the integer one dequantised.
        CheckpointConverter.Convert(SharedFolder.Require("weights/mobilenet_v2/mobilenet_v2_1.0_224_quant.tflite"), Output, new ConversionOptions { Type = StoredType.Float16 });
        using var converted = SafetensorsFile.Open(Output);
        using var floats = SafetensorsFile.Open(SharedFolder.Require("weights/mobilenet_v2/mobilenet_v2_1.0_224.safetensors"));
        Assert.Equal(floats.Entries.Keys.Order(), converted.Entries.Keys.Order());
        foreach (var (name, entry) in floats.Entries)
        {
            Assert.Equal(entry.Shape, converted.Entries[name].Shape);
            using Tensor a = floats.Read(name), b = converted.Read(name);
            if (name == "classifier.1.weight") Assert.Equal(a.ToArray(), b.ToArray());
            else if (name.EndsWith("weight", StringComparison.Ordinal)) Assert.InRange(Correlation(a.Span, b.Span), 0.97, 1);
        }
    }

    [Fact]
    public void Published_safetensors_keep_their_numbers_and_drop_what_has_no_place()
    {
        var path = SharedFolder.Require("weights/mobilenet_v2_bn/mobilenet_v2_bn.safetensors");
        var report = CheckpointConverter.Convert(path, Output);
        Assert.Equal("Apache-2.0", report.Card.License);
        Assert.Equal("mobilenet_v2-encoder", report.Card.Architecture);
        Assert.Equal(5, report.Dropped.Count);
        Assert.All(report.Dropped, name => Assert.StartsWith("features.18.", name, StringComparison.Ordinal));
        using SafetensorsFile before = SafetensorsFile.Open(path), after = SafetensorsFile.Open(Output);
        foreach (var name in after.Entries.Keys)
        {
            using Tensor a = before.Read(name), b = after.Read(name);
            Assert.Equal(a.ToArray(), b.ToArray());
        }
        using var network = new HoverUNet(new NetworkDescription());
        NetworkFile.LoadEncoder(network, Output);
    }

    private string Input(byte[] bytes, string name = "input")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Zip(string entry)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var content = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open()) content.Write("content"u8);
        return stream.ToArray();
    }

    private static byte[] Safetensors(params (string Name, int[] Shape)[] tensors)
    {
        using var scope = new TensorScope();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. tensors.Select(item => (item.Name, scope.Own(Tensor.Zeros(new Shape(item.Shape)))))]);
        return stream.ToArray();
    }

    private static byte[] Network(string drop)
    {
        using var network = new HoverUNet(new NetworkDescription { Widths = [8, 8, 8, 8, 8] });
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. network.Parameters().Where(parameter => parameter.Name != drop).Select(parameter => (parameter.Name, parameter.Tensor))], metadata: network.Description.ToMetadata());
        return stream.ToArray();
    }

    private static double Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < a.Length; i++)
        {
            (x, y) = (x + a[i], y + b[i]);
            (xx, yy, xy) = (xx + (double)a[i] * a[i], yy + (double)b[i] * b[i], xy + (double)a[i] * b[i]);
        }
        double n = a.Length;
        return (xy / n - x / n * y / n) / Math.Sqrt((xx / n - x / n * x / n) * (yy / n - y / n * y / n));
    }
}

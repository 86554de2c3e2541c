using System.Text.Json;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Checkpoints.Names;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>Vision transformers and UperHover networks of others, whose names are found by their ends and shapes.</summary>
public sealed class UperHoverConversionTests : IDisposable
{
    private static readonly ConversionOptions Told = new() { MicronsPerPixel = 0.286, Names = SmallUperHover.Names };
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-uperhover-").FullName;

    private string Output => Path.Combine(_folder, "output.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("zip")]
    [InlineData("stream")]
    [InlineData("safetensors")]
    public void Parts_under_any_prefix_become_a_network_of_ours(string format)
    {
        var model = new SmallUperHover().Add("model.encoder.vit.mask_token", 1, 48);
        var bytes = format == "safetensors" ? model.Safetensors(new Dictionary<string, string> { ["format"] = "pt", ["license"] = "CC BY-NC-ND 4.0" }) : model.PyTorch(format == "stream");
        var report = CheckpointConverter.Convert(Input(bytes), Output, Told with { Classes = ["a", "b", "c"] });

        Assert.Equal(model.Tensors.Count, report.Tensors.Count + report.Dropped.Count);
        Assert.Empty(report.Missing);
        Assert.Contains("model.encoder.vit.mask_token", report.Dropped);
        Assert.Equal("uperhover", report.Card.Architecture);
        Assert.Equal(format == "safetensors" ? "CC BY-NC-ND 4.0" : "unknown", report.Card.License);
        using var loaded = NetworkFile.Load(Output);
        Assert.Equal((MapRepresentation.UperHover, 0.286, new TileDemand(56, 14)), (loaded.Representation, loaded.Description.MicronsPerPixel, loaded.Tiles));
        Assert.Equal(["a", "b", "c"], loaded.Description.Classes);
        Assert.Equal(JsonSerializer.Serialize(model.Size), JsonSerializer.Serialize(loaded.Description.UperHover));
        SmallUperHover.CheckWeights(loaded);
    }

    [Fact]
    public void A_converted_network_is_converted_again_to_another_number_format()
    {
        CheckpointConverter.Convert(Input(new SmallUperHover().Safetensors()), Output, Told);
        var again = Path.Combine(_folder, "again.safetensors");
        CheckpointConverter.Convert(Output, again, new ConversionOptions { Type = StoredType.BFloat16, Name = "half" });
        using var loaded = NetworkFile.Load(again);
        Assert.Equal("half", loaded.Description.Name);
        foreach (var parameter in loaded.Parameters())
            Assert.All(GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape).Zip(parameter.Tensor.ToArray()), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) / 256));
    }

    [Fact]
    public void A_checkpoint_in_several_files_is_read_as_one()
    {
        var model = new SmallUperHover();
        var half = model.Tensors.Count / 2;
        Input(SmallUperHover.Safetensors(model.Tensors.Take(half)), "model-1.safetensors");
        Input(SmallUperHover.Safetensors(model.Tensors.Skip(half)), "model-2.safetensors");
        var index = JsonSerializer.SerializeToUtf8Bytes(new { weight_map = model.Tensors.Select((tensor, i) => (tensor.Name, File: i < half ? "model-1.safetensors" : "model-2.safetensors")).ToDictionary(item => item.Name, item => item.File) });
        CheckpointConverter.Convert(Input(index, "model.safetensors.index.json"), Output, Told);
        using var loaded = NetworkFile.Load(Output);
        SmallUperHover.CheckWeights(loaded);
    }

    [Fact]
    public void What_the_taps_do_not_need_may_be_missing_and_is_told()
    {
        var model = new SmallUperHover(rename: name => name.StartsWith("backbone.norm.", StringComparison.Ordinal) || name == "projections.2.bias" ? null : SmallUperHover.Foreign(name));
        var report = CheckpointConverter.Convert(Input(model.PyTorch()), Output, Told);
        Assert.Equal(["model.encoder.vit.norm.weight", "model.encoder.vit.norm.bias", "model.neck.levels.2.bias"], report.Missing);
        using var loaded = NetworkFile.Load(Output);
        SmallUperHover.CheckWeights(loaded, "backbone.norm.weight", "backbone.norm.bias", "projections.2.bias");
        Assert.All(loaded.Parameters().Single(parameter => parameter.Name == "projections.2.bias").Tensor.ToArray(), value => Assert.Equal(0, value));
        Assert.All(loaded.Parameters().Single(parameter => parameter.Name == "backbone.norm.weight").Tensor.ToArray(), value => Assert.Equal(1, value));
    }

    [Fact]
    public void The_names_of_another_library_s_heads_are_known()
    {
        var model = new SmallUperHover(rename: name => SmallUperHover.Foreign(name).Replace("batch_norm", "bn", StringComparison.Ordinal).Replace("classifier", "conv_seg", StringComparison.Ordinal));
        CheckpointConverter.Convert(Input(model.Safetensors()), Output, Told);
        using var loaded = NetworkFile.Load(Output);
        SmallUperHover.CheckWeights(loaded);
    }

    public static TheoryData<string, Func<SmallUperHoverFile>> Odd => new()
    {
        { "the file lacks tensor model.encoder.vit.blocks.2.norm2.bias; the network has no place for tensor model.encoder.vit.blocks.2.norm2.shift", () => Renamed("blocks.2.norm2.bias", "blocks.2.norm2.shift") },
        { "tensor heads.classes.fpn_convs.1.conv.weight is [20, 20, 1, 9], the network needs [20, 20, 3, 3]", () => Reshaped("heads.classes.fpn_convs.1.conv.weight", new Shape(20, 20, 1, 9)) },
        { "the network has no place for tensor heads.classes.auxiliary.weight", () => new(new SmallUperHover().Add("heads.classes.auxiliary.weight", 2)) },
        { "the file lacks tensor projections.1.weight; the network has no place for tensor model.neck.levels.1.weight, model.neck.levels.1.bias", () => Reshaped("model.neck.levels.1.weight", new Shape(12, 48)) },
        { "the network's backbone may be model.encoder.vit.cls_token or ema.cls_token", () => Doubled("model.encoder.vit.", "ema.") },
        { "the network's semantic_head may be heads.classes.classifier.weight or ema.classifier.weight", () => Doubled("heads.classes.", "ema.") },
        { "the network's projections.3 may be model.neck.levels.3.weight or spare.weight", () => new(new SmallUperHover().Add("spare.weight", 24, 48, 1, 1).Add("spare.bias", 24)) },
        { "the network's semantic_head may be heads.classes.classifier.weight or heads.vectors.classifier.weight", () => new(new SmallUperHover(classes: 2)) },
        { "no tensors are called ...classifier.weight", () => Renamed("hv_head.classifier.weight", "hv_head.last.weight") },
        { "a position embedding of 15 places is no square", () => Reshaped("model.encoder.vit.pos_embed", new Shape(1, 15, 48)) },
        { "taps 0, 0, 1, 2", () => new(new SmallUperHover(), SmallUperHover.Names with { Taps = [0, 0, 1, 2] }) },
        { "7 heads do not divide a width of 48", () => new(new SmallUperHover(), SmallUperHover.Names with { Heads = 7 }) },
        { "how many attention heads it has; say it as \"heads\"", () => new(new SmallUperHover(), NameMap.UperHover) },
        { "holds NaN", () => { var model = new SmallUperHover(); model.Tensors[9].Elements[1] = float.NaN; return new(model); } },
    };

    [Theory]
    [MemberData(nameof(Odd), DisableDiscoveryEnumeration = true)]
    public void What_does_not_fit_is_refused_by_name_and_nothing_is_written(string reason, Func<SmallUperHoverFile> make)
    {
        var (model, names) = make();
        var error = Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(Input(model.Safetensors()), Output, Told with { Names = names ?? SmallUperHover.Names }));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(["input"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_name_map_of_the_user_says_which_of_two_heads_is_which()
    {
        var map = """
            // The distances stand first in this file.
            { "format": "karyon.names/1", "network": "uperhover", "heads": 6, "taps": [0, 1, 2, 3],
              "parts": [ { "ours": "backbone.", "file": "model.encoder.vit." }, { "ours": "hv_head.", "file": "heads.vectors." }, { "ours": "semantic_head.", "file": "heads.classes.", "renames": [ { "fpn_bottleneck": "fuse", "bottleneck": "neck" } ] } ],
              "ignored": [ { "names": "*num_batches_tracked" }, { "names": "extra.*", "why": "a test" } ] }
            """;
        var names = NameMap.Read(Input(System.Text.Encoding.UTF8.GetBytes(map), "names.json"));
        var model = new SmallUperHover(2, name => name.StartsWith("semantic_head.", StringComparison.Ordinal) ? SmallUperHover.Foreign(name).Replace(".fpn_bottleneck.", ".fuse.", StringComparison.Ordinal).Replace(".bottleneck.", ".neck.", StringComparison.Ordinal) : SmallUperHover.Foreign(name));
        var report = CheckpointConverter.Convert(Input(model.Add("extra.a", 1).PyTorch()), Output, Told with { Names = names });
        Assert.Contains("extra.a", report.Dropped);
        using var loaded = NetworkFile.Load(Output);
        SmallUperHover.CheckWeights(loaded);
    }

    [Theory]
    [InlineData("", "malformed")]
    [InlineData("[]", "malformed")]
    [InlineData("{}", "its format is ''")]
    [InlineData("""{"format": "karyon.names/1", "network": "unet"}""", "for the network 'unet'")]
    [InlineData("""{"format": "karyon.names/1", "network": "uperhover"}""", "has no parts")]
    [InlineData("""{"format": "karyon.names/1", "network": "uperhover", "parts": [{"ours": "a."}]}""", "'file' is missing")]
    [InlineData("""{"format": "karyon.names/1", "network": "uperhover", "part": []}""", "there is no 'part' in a name map")]
    [InlineData("""{"format": "karyon.names/1", "network": "uperhover", "parts": [{"ours": "a.", "file": "b."}], "heads": "many"}""", "malformed")]
    [InlineData("""{"format": "karyon.names/1", "network": "uperhover", "parts": [{"ours": "a.", "file": 3}]}""", "malformed")]
    public void A_name_map_that_is_none_is_refused_in_one_line(string text, string reason)
    {
        var error = Assert.Throws<InvalidTensorFileException>(() => NameMap.Read(Input(System.Text.Encoding.UTF8.GetBytes(text), "names.json")));
        Assert.Contains("names.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "teacher.")]
    public void A_transformer_alone_keeps_its_names_and_says_its_sizes(bool isStream, string prefix)
    {
        using var network = new VisionTransformer(SmallUperHover.Transformer);
        var builder = new TorchFileBuilder();
        foreach (var parameter in network.Parameters()) builder.Tensor(prefix + parameter.Name, parameter.Tensor.Shape.Sizes.ToArray(), GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape));
        var input = Input(isStream ? builder.Stream() : builder.Zip());

        Assert.Contains("\"heads\"", Assert.Throws<InvalidNetworkFileException>(() => CheckpointConverter.Convert(input, Output)).Message, StringComparison.Ordinal);
        var report = CheckpointConverter.Convert(input, Output, new ConversionOptions { Names = NameMap.VisionTransformer with { Heads = 6 }, License = "CC BY-NC-ND 4.0" });
        Assert.Equal(("vision-transformer", network.Parameters().Count), (report.Card.Architecture, report.Tensors.Count));
        using var file = SafetensorsFile.Open(Output);
        Assert.Equal(("48", "4", "6", "80", "4"), (file.Metadata["width"], file.Metadata["depth"], file.Metadata["heads"], file.Metadata["hidden"], file.Metadata["grid"]));
        foreach (var parameter in network.Parameters())
        {
            using var tensor = file.Read(parameter.Name);
            Assert.Equal(GoldenRule.Tensor(parameter.Name, parameter.Tensor.Shape), tensor.ToArray());
        }
        Assert.Contains("finds no nuclei by itself", Assert.Throws<InvalidNetworkFileException>(() => NetworkFile.Load(Output)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("width", "47", "6 heads do not divide")]
    [InlineData("depth", "100000", "outside 1 to 128")]
    [InlineData("taps", "0,1,2", "4 whole numbers are needed")]
    [InlineData("taps", "0,2,1,3", "in rising order")]
    [InlineData("levels", "1,2,3,99999999999", "4 whole numbers are needed")]
    [InlineData("head_channels", "-1", "a whole number is needed")]
    [InlineData("grid", "200", "2800 px is larger")]
    [InlineData("classes", "", "outside 2 to 255")]
    [InlineData("classes", "a", "classifier.weight is [4, 20, 1, 1], the network needs [2, 20, 1, 1]")]
    public void Sizes_that_make_no_network_are_refused_in_one_line(string key, string text, string reason)
    {
        CheckpointConverter.Convert(Input(new SmallUperHover().Safetensors()), Output, Told);
        using var file = SafetensorsFile.Open(Output);
        using var scope = new TensorScope();
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [.. file.Entries.Keys.Select(name => (name, scope.Own(file.Read(name))))], metadata: new Dictionary<string, string>(file.Metadata) { [key] = text });
        using var spoilt = SafetensorsFile.FromBytes("network", stream.ToArray());
        var error = Assert.Throws<InvalidNetworkFileException>(() => NetworkFile.Load("network", spoilt));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>A file and the map to read it with; null: the one with the right number of heads.</summary>
    public sealed record SmallUperHoverFile
    {
        internal SmallUperHoverFile(SmallUperHover model, NameMap? names = null) => (Model, Names) = (model, names);

        internal SmallUperHover Model { get; }

        internal NameMap? Names { get; }

        internal void Deconstruct(out SmallUperHover model, out NameMap? names) => (model, names) = (Model, Names);
    }

    private static SmallUperHoverFile Renamed(string ours, string other) => new(new SmallUperHover(rename: name => SmallUperHover.Foreign(name.EndsWith(ours, StringComparison.Ordinal) ? name.Replace(ours, other, StringComparison.Ordinal) : name)));

    private static SmallUperHoverFile Reshaped(string name, Shape shape)
    {
        var model = new SmallUperHover();
        var index = model.Tensors.FindIndex(tensor => tensor.Name == name);
        model.Tensors[index] = (name, shape, new float[shape.Count]);
        return new(model);
    }

    private static SmallUperHoverFile Doubled(string prefix, string other)
    {
        var model = new SmallUperHover();
        foreach (var (name, shape, elements) in model.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            model.Tensors.Add((other + name[prefix.Length..], shape, elements));
        return new(model);
    }

    private string Input(byte[] bytes, string name = "input")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

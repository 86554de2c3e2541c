using Karyon.Learning.Checkpoints;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Modules;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Tests.Models;

public class NetworkFileTests
{
    private static readonly NetworkDescription Description = new() { Name = "test", Widths = [8, 8, 8, 8, 8], Classes = ["a", "b"] };

    public static TheoryData<string, Func<Parameter, (string, Shape)?>> Spoiled => new()
    {
        { "the file lacks tensor segmentation_head.0.bias", parameter => parameter.Name == "segmentation_head.0.bias" ? null : (parameter.Name, parameter.Tensor.Shape) },
        { "tensor segmentation_head.0.bias is [7, 1], the network needs [7]", parameter => (parameter.Name, parameter.Name == "segmentation_head.0.bias" ? new Shape(7, 1) : parameter.Tensor.Shape) },
        { "the file lacks tensor encoder.", parameter => ($"module.{parameter.Name}", parameter.Tensor.Shape) },
    };

    [Theory]
    [MemberData(nameof(Spoiled), DisableDiscoveryEnumeration = true)]
    public void Tensors_that_do_not_fit_are_refused_in_one_line(string reason, Func<Parameter, (string, Shape)?> spoil)
    {
        using var network = new HoverUNet(Description);
        using var scope = new TensorScope();
        var tensors = network.Parameters().Select(parameter => spoil(parameter) is var (name, shape) ? (name, scope.Own(parameter.Tensor.Reshape(shape))) : ((string, Tensor)?)null)
            .OfType<(string, Tensor)>().ToArray();
        Refuses(reason, Written(tensors, Description.ToMetadata()));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_that_are_no_numbers_are_refused_in_one_line(float value)
    {
        using var network = new HoverUNet(Description);
        network.Parameters()[7].Tensor.Span[3] = value;
        Refuses($"tensor {network.Parameters()[7].Name} holds {value}", Written([.. network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor))], Description.ToMetadata()));
    }

    [Fact]
    public void A_tensor_without_a_place_is_refused()
    {
        using var network = new HoverUNet(Description);
        using var extra = Tensor.Zeros(new Shape(1));
        Refuses("the network has no place for tensor extra", Written([.. network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor)), ("extra", extra)], Description.ToMetadata()));
    }

    [Fact]
    public void Names_and_texts_of_a_hostile_file_cannot_break_the_line_or_drive_the_terminal()
    {
        using var network = new HoverUNet(Description);
        using var extra = Tensor.Zeros(new Shape(1));
        var sound = network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor)).ToArray();
        Refuses("the network has no place for tensor ex?[2Jtra?", Written([.. sound, ("ex\u001b[2Jtra\n", extra)], Description.ToMetadata()));
        foreach (var (key, reason) in (ReadOnlySpan<(string, string)>)[("encoder", "encoder 'a?[2Jb?'"), ("widths", "'widths' is 'a?[2Jb?'"), ("threshold", "'threshold' is 'a?[2Jb?'")])
            Refuses(reason, Written(sound, new Dictionary<string, string>(Description.ToMetadata()) { [key] = "a\u001b[2Jb\n" }));
    }

    [Theory]
    [InlineData("format", "other/1", "does not say that it is a Karyon network")]
    [InlineData("widths", "1,2,3", "five numbers")]
    [InlineData("widths", "1,2,3,4,5000", "five numbers")]
    [InlineData("encoder", "vgg16", "there is no encoder 'vgg16'")]
    [InlineData("threshold", "2", "a number from 0 to 1")]
    [InlineData("microns_per_pixel", "NaN", "a number from 0.01 to 100")]
    public void Metadata_that_make_no_network_are_refused_in_one_line(string key, string text, string reason)
    {
        using var network = new HoverUNet(Description);
        var metadata = new Dictionary<string, string>(Description.ToMetadata()) { [key] = text };
        Refuses(reason, Written([.. network.Parameters().Select(parameter => (parameter.Name, parameter.Tensor))], metadata));
    }

    [Theory]
    [InlineData(StoredType.Float32)]
    [InlineData(StoredType.Float16)]
    public void A_network_comes_back_with_its_description_and_weights(StoredType type)
    {
        using var network = new HoverUNet(Description);
        network.Initialize(11);
        using var stream = new MemoryStream();
        NetworkFile.Save(stream, network, type: type);
        using var file = SafetensorsFile.FromBytes("network", stream.ToArray());
        using var loaded = NetworkFile.Load("network", file);
        Assert.Equal(Description.ToMetadata(), loaded.Description.ToMetadata());
        foreach (var (before, after) in network.Parameters().Zip(loaded.Parameters()))
            Assert.Equal(before.Tensor.ToArray().Select(value => type == StoredType.Float16 ? (float)(Half)value : value), after.Tensor.ToArray());
    }

    private static byte[] Written(IReadOnlyList<(string, Tensor)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata: metadata);
        return stream.ToArray();
    }

    private static void Refuses(string reason, byte[] bytes)
    {
        using var file = SafetensorsFile.FromBytes("network", bytes);
        var exception = Assert.Throws<InvalidNetworkFileException>(() => NetworkFile.Load("network", file));
        Assert.StartsWith("network: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

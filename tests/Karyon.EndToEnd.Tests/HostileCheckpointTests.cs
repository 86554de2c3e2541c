using System.IO.Compression;
using Karyon.Learning.Models;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

/// <summary>Weight files that would run code, or are damaged, against the program as a user starts it.</summary>
public class HostileCheckpointTests
{
    private const string Attacked = "attacked";

    public static TheoryData<string, string, Func<byte[]>> Hostile => new()
    {
        { "runs", "the pickle asks for os.system; loading never runs code", () => new TorchFileBuilder().Archive(Attack().Stop()) },
        { "runs-beside", "the pickle asks for os.system", () => Beside(Network()).Zip() },
        { "runs-older", "the pickle asks for os.system", () => Beside(Network()).Stream() },
        { "cut", "truncated", () => Network().Zip()[..^3000] },
        { "cut-older", "truncated", () => Network().Stream()[..^64] },
        { "shape", "tensor decoder.blocks.1.conv2.0.weight is [576], the network needs [8, 8, 3, 3]", () => Network(flat: "decoder.blocks.1.conv2.0.weight").Zip() },
        { "extra", "the network has no place for tensor decoder.attention.weight", () => Network().Tensor("decoder.attention.weight", [1], 1).Zip() },
        { "missing", "encoder.features.0.1.bias", () => Network(without: "encoder.features.0.1.bias").Zip() },
        { "view", "leaves its storage", () => Outside(Network()).Zip() },
        { "bomb", "a zip bomb", () => Network().Tensor("zeros", [1 << 22], new float[1 << 22]).Zip(CompressionLevel.SmallestSize) },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void Convert_and_segment_refuse_it_by_name_and_run_nothing(string name, string reason, Func<byte[]> bytes)
    {
        using var place = new Workplace();
        var file = name + ".pt";
        File.WriteAllBytes(place[file], bytes());
        KaryonProcess.Run(place.Root, "convert", file, "-o", "out.safetensors", "--mpp", "0.25").IsRefusal(file, reason);
        Assert.Equal([file], place.Entries());

        place.Sample("stroma", "image.png");
        KaryonProcess.Run(place.Root, "segment", "image.png", "--model", file, "-o", "out").IsRefusal(file);
        Assert.Equal(new[] { file, "image.png" }.Order(StringComparer.Ordinal), place.Entries().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tensors_may_share_one_storage_and_the_network_then_segments(bool isStream)
    {
        using var place = new Workplace();
        using var network = NewNetwork();
        network.Initialize(3);
        var builder = new TorchFileBuilder { Wrapper = "model_state_dict" };
        var parameters = network.Parameters();
        var storage = builder.Floats([.. parameters.SelectMany(parameter => parameter.Tensor.ToArray())]);
        var offset = 0L;
        foreach (var parameter in parameters)
        {
            var strides = new long[parameter.Tensor.Shape.Rank];
            var stride = 1L;
            for (var d = strides.Length - 1; d >= 0; d--) (strides[d], stride) = (stride, stride * parameter.Tensor.Shape[d]);
            builder.View(parameter.Name, storage, offset, [.. parameter.Tensor.Shape.Sizes.ToArray().Select(size => (long)size)], strides);
            offset += parameter.Tensor.Count;
        }
        File.WriteAllBytes(place["shared.pt"], isStream ? builder.Stream() : builder.Zip());
        var run = KaryonProcess.Run(place.Root, "convert", "shared.pt", "-o", "out.safetensors", "--mpp", "0.25");
        Assert.True(run.ExitCode == 0, run.Error);
        using (var loaded = NetworkFile.Load(place["out.safetensors"]))
            foreach (var (before, after) in parameters.Zip(loaded.Parameters())) Assert.Equal(before.Tensor.ToArray(), after.Tensor.ToArray());

        place.Sample("stroma", "image.png");
        var segmented = KaryonProcess.Run(place.Root, "segment", "image.png", "--model", "out.safetensors", "-o", "out", "--format", "csv");
        Assert.True(segmented.ExitCode == 0, segmented.Error);
        Assert.Contains("out/image.csv", place.Entries());
    }

    [Fact]
    public void A_prediction_that_would_run_code_is_listed_as_failed_and_runs_nothing()
    {
        using var place = new Workplace();
        Directory.CreateDirectory(place["truth/labels"]);
        Directory.CreateDirectory(place["found"]);
        File.Copy(Path.Combine(Checkout.Root, "samples", "labels", "stroma.png"), place["truth/labels/a.png"]);
        File.WriteAllBytes(place["found/a.pickle"], Attack().Stop());
        var run = KaryonProcess.Run(place.Root, "evaluate", "found", "truth/labels");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("the pickle asks for os.system; loading never runs code", run.Error + run.Output);
        Assert.False(File.Exists(place[Attacked]));
    }

    private static PickleWriter Attack() => new PickleWriter().Global("os", "system").Text($"touch {Attacked}").Raw(0x85).Op('R');

    /// <summary>A sound network with an attack among the trainer's other values.</summary>
    private static TorchFileBuilder Beside(TorchFileBuilder sound) =>
        sound.Item("epoch", pickle => pickle.Global("os", "system").Text($"touch {Attacked}").Raw(0x85).Op('R'));

    private static TorchFileBuilder Outside(TorchFileBuilder sound) => sound.View("odd", sound.Floats(1, 2, 3), 1, [3], [1]);

    private static HoverUNet NewNetwork() => new(new NetworkDescription { Widths = [8, 8, 8, 8, 8] });

    private static TorchFileBuilder Network(string? flat = null, string? without = null)
    {
        using var network = NewNetwork();
        network.Initialize(3);
        var builder = new TorchFileBuilder();
        foreach (var parameter in network.Parameters().Where(parameter => parameter.Name != without))
            builder.Tensor(parameter.Name, parameter.Name == flat ? [(int)parameter.Tensor.Count] : parameter.Tensor.Shape.Sizes.ToArray(), parameter.Tensor.ToArray());
        return builder;
    }
}

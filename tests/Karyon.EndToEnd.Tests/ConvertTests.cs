namespace Karyon.EndToEnd.Tests;

public class ConvertTests
{
    [Theory]
    [InlineData("mobilenet_v2_1.0_224_quant.tflite")]
    [InlineData("mobilenet_v2_1.0_224.safetensors")]
    public void Published_weights_become_ours_once_and_are_not_overwritten_by_accident(string file)
    {
        var weights = Karyon.Testing.SharedFolder.Require($"weights/mobilenet_v2/{file}");
        using var place = new Workplace();
        var run = KaryonProcess.Run(place.Root, "convert", weights, "-o", "out.safetensors", "--json", "--licence", "Apache-2.0");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Apache-2.0", run.Json().GetProperty("licence").GetString());
        Assert.Equal(["out.safetensors"], place.Entries());
        KaryonProcess.Run(place.Root, "convert", weights, "-o", "out.safetensors").IsRefusal("--force");
    }
}

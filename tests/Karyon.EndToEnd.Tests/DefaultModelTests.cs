using System.Security.Cryptography;
using Karyon.Testing;

namespace Karyon.EndToEnd.Tests;

public class DefaultModelTests
{
    private const string Name = "karyon-nuclei-1";

    [Fact]
    public void The_build_carries_the_default_model_as_it_lies_in_the_repository()
    {
        using var place = new Workplace();
        var models = KaryonProcess.Run(place.Root, "models", "--json").Json().GetProperty("models").EnumerateArray().ToList();
        var standard = Assert.Single(models, model => model.GetProperty("is_default").GetBoolean());
        Assert.Equal(Name, standard.GetProperty("name").GetString());
        var bytes = File.ReadAllBytes(Path.Combine(Checkout.Root, "models", Name + ".safetensors"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), standard.GetProperty("sha256").GetString());
    }

    [Fact]
    public void Every_model_that_ships_has_a_card()
    {
        using var place = new Workplace();
        foreach (var model in KaryonProcess.Run(place.Root, "models", "--json").Json().GetProperty("models").EnumerateArray())
            if (model.GetProperty("kind").GetString() == "weights")
                Assert.True(File.Exists(Path.Combine(Checkout.Root, "models", model.GetProperty("name").GetString() + ".md")));
    }
}

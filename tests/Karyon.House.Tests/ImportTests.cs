using Karyon.House.Tests.Assemblies;

namespace Karyon.House.Tests;

public class ImportTests
{
    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["Karyon.Tensors"] = [],
        ["Karyon.Core"] = [],
        ["Karyon.Data"] = ["Karyon.Core"],
        ["Karyon.Learning"] = ["Karyon.Core", "Karyon.Data", "Karyon.Tensors"],
        ["karyon"] = ["Karyon.Core", "Karyon.Data", "Karyon.Learning", "Karyon.Tensors"],
    };

    public static TheoryData<string> Assemblies => [.. HouseAssembly.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_assembly_imports_only_what_the_table_allows(string name)
    {
        var strangers = HouseAssembly.Read(name).References.Except(Table[name]).ToList();
        Assert.True(strangers.Count == 0, $"{name} imports {string.Join(", ", strangers)}");
    }

    [Fact]
    public void The_reader_sees_uses_in_code_and_signatures()
    {
        // If it saw nothing, every rule below would hold.
        var uses = HouseAssembly.Read("Karyon.Learning").Uses;
        Assert.Contains(uses, use => use is { FromType: "HoverUNet", ToType: "Value" });
        Assert.Contains(uses, use => use is { FromType: "NetworkFile", ToType: "SafetensorsFile" });
        Assert.Contains(uses, use => use is { FromType: "NetworkPredictor", ToNamespace: "Karyon.Tensors.Graph", ToType: "Plan" });
        // A constant of an enum is a number in code: the signature of what is called alone names its type.
        Assert.Contains(uses, use => use is { FromType: "ColourAugmentation", ToType: "JpegSubsampling" });
    }
}

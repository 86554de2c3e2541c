using Karyon.House.Tests.Assemblies;

namespace Karyon.House.Tests;

public class RoomTests
{
    private const string Tensors = "Karyon.Tensors", Twins = "Kernels/Scalar";

    /// <summary>
    /// Which rooms of Karyon.Tensors a room may name; the root namespace is the room Tensor/. Operations name the scalar twins that define their bits;
    /// optimisers run kernels over parameters outside any plan. Nobody else but Graph may name a kernel.
    /// </summary>
    private static readonly Dictionary<string, string[]> TensorRooms = new(StringComparer.Ordinal)
    {
        ["Tensor"] = [],
        ["Threading"] = [],
        ["Kernels"] = ["Tensor", "Threading", Twins],
        [Twins] = ["Tensor", "Kernels"],
        ["Operations"] = ["Tensor", Twins],
        ["Graph"] = ["Tensor", "Threading", "Kernels", Twins, "Operations"],
        ["Modules"] = ["Tensor", "Operations", "Graph"],
        ["Optimization"] = ["Tensor", "Threading", "Kernels", "Operations", "Graph", "Modules"],
        ["Serialization"] = ["Tensor"],
    };

    public static TheoryData<string> Assemblies => [.. HouseAssembly.Names];

    [Fact]
    public void Rooms_of_the_tensors_import_one_way()
    {
        var wrong = new List<string>();
        foreach (var use in HouseAssembly.Read(Tensors).Uses)
        {
            string from = TensorRoomOf(use.FromNamespace), to = TensorRoomOf(use.ToNamespace);
            if (!TensorRooms.TryGetValue(from, out var allowed)) wrong.Add($"the room {from} is not in the table");
            else if (from != to && !allowed.Contains(to)) wrong.Add($"{from}/{use.FromType} names {to}/{use.ToType}");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Distinct()));
    }

    [Fact]
    public void Kernels_show_others_no_more_than_the_vector_width()
    {
        var shown = HouseAssembly.Read(Tensors).PublicTypes.Where(type => type.StartsWith("Karyon.Tensors.Kernels.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(["Karyon.Tensors.Kernels.VectorPath", "Karyon.Tensors.Kernels.VectorPaths"], shown);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Rooms_of_an_assembly_do_not_import_each_other_on_any_detour(string name)
    {
        var root = name == "karyon" ? "Karyon.Cli" : name;
        var edges = HouseAssembly.Read(name).Uses.Where(use => IsIn(use.FromNamespace, root) && IsIn(use.ToNamespace, root))
            .Select(use => (From: RoomOf(use.FromNamespace, root, ""), To: RoomOf(use.ToNamespace, root, ""), Use: use)).Where(edge => edge.From != edge.To).ToList();
        var graph = new RoomGraph(edges.Select(edge => (edge.From, edge.To)));
        var wrong = edges.Where(edge => graph.Leads(edge.To, edge.From)).Select(edge => $"{edge.From}/{edge.Use.FromType} names {edge.To}/{edge.Use.ToType}").Distinct().ToList();
        Assert.True(wrong.Count == 0, $"of each of these ways, some other leads back:\n{string.Join("\n", wrong)}");
    }

    [Fact]
    public void A_way_back_is_found_over_any_number_of_rooms()
    {
        var graph = new RoomGraph([("a", "b"), ("b", "c"), ("c", "d"), ("d", "b"), ("e", "a")]);
        Assert.True(graph.Leads("c", "b"));
        Assert.True(graph.Leads("b", "d"));
        Assert.False(graph.Leads("b", "a"));
        Assert.False(graph.Leads("d", "e"));
    }

    private static string TensorRoomOf(string space) =>
        IsIn(space, Tensors + ".Kernels.Scalar") ? Twins : RoomOf(space, Tensors, "Tensor");

    private static bool IsIn(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);

    /// <summary>The first folder below the assembly's.</summary>
    private static string RoomOf(string space, string root, string rootRoom) => space == root ? rootRoom : space[(root.Length + 1)..].Split('.')[0];
}

using YamlDotNet.RepresentationModel;

namespace Karyon.Learning.Recipes;

/// <summary>Where two recipes differ.</summary>
/// <param name="Key">The dotted path of the key, e.g. <c>data.sets.0.weight</c>.</param>
/// <param name="First">Its value in the first recipe, as YAML has it.</param>
/// <param name="Second">Its value in the second.</param>
internal sealed record RecipeDifference(string Key, string First, string Second)
{
    /// <summary>
    /// The first difference in the order of the document; null where the recipes give the same weights. The record of overrides does not count: their
    /// values are in place already.
    /// </summary>
    public static RecipeDifference? Find(Recipe first, Recipe second) => Find(NodeOf(first), NodeOf(second), "");

    private static RecipeDifference? Find(YamlNode? first, YamlNode? second, string path)
    {
        switch (first, second)
        {
            case (YamlMappingNode one, YamlMappingNode other):
                return one.Children.Keys.Union(other.Children.Keys)
                    .Select(key => Find(Child(one, key), Child(other, key), Inside(path, ((YamlScalarNode)key).Value!)))
                    .FirstOrDefault(found => found is not null);
            case (YamlSequenceNode one, YamlSequenceNode other):
                return Enumerable.Range(0, Math.Max(one.Children.Count, other.Children.Count))
                    .Select(i => Find(one.Children.ElementAtOrDefault(i), other.Children.ElementAtOrDefault(i), Inside(path, $"{i}")))
                    .FirstOrDefault(found => found is not null);
            default:
                return Equals(first, second) ? null : new RecipeDifference(path, TextOf(first), TextOf(second));
        }
    }

    private static YamlNode NodeOf(Recipe recipe)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(RecipeFile.Write(recipe with { Overrides = [] })));
        return stream.Documents[0].RootNode;
    }

    private static YamlNode? Child(YamlMappingNode mapping, YamlNode key) => mapping.Children.TryGetValue(key, out var node) ? node : null;

    private static string Inside(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string TextOf(YamlNode? node) => node switch
    {
        YamlMappingNode mapping => $"{{{string.Join(", ", mapping.Children.Select(item => $"{TextOf(item.Key)}: {TextOf(item.Value)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(TextOf))}]",
        YamlScalarNode { Value: { Length: > 0 } text } => text,
        _ => "nothing",
    };
}

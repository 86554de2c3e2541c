using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Karyon.Learning.Recipes;

/// <summary>Puts overrides (<c>data.sets.0.weight=2</c>) into a document before it is read.</summary>
internal static class RecipeOverrides
{
    /// <summary>Applies one override; what is wrong with it is reported to the document.</summary>
    public static void Apply(RecipeDocument document, YamlMappingNode root, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            document.ReportOverride(text, "an override is key=value, as in optimiser.lr=0.001");
            return;
        }
        if (Parse(document, text, text[(equals + 1)..]) is not { } value) return;
        document.Mark(text, value.AllNodes);
        var keys = text[..equals].Split('.');
        YamlNode at = root;
        for (var i = 0; i < keys.Length; i++)
        {
            var last = i == keys.Length - 1;
            if (at is YamlSequenceNode list)
            {
                if (!int.TryParse(keys[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= list.Children.Count)
                {
                    document.ReportOverride(text, $"'{string.Join('.', keys[..i])}' is a list of {list.Children.Count}; '{keys[i]}' is no number from 0 to {list.Children.Count - 1}");
                    return;
                }
                if (last) list.Children[index] = value;
                else at = list.Children[index];
                continue;
            }
            if (at is not YamlMappingNode mapping)
            {
                document.ReportOverride(text, $"'{string.Join('.', keys[..i])}' has no keys inside");
                return;
            }
            var key = new YamlScalarNode(keys[i]);
            if (last) mapping.Children.Remove(key);
            if (!mapping.Children.TryGetValue(key, out var next))
            {
                next = last ? value : new YamlMappingNode();
                document.Mark(text, key, next);
                mapping.Children.Add(key, next);
            }
            at = next;
        }
    }

    private static YamlNode? Parse(RecipeDocument document, string text, string value)
    {
        if (!value.StartsWith('[') && !value.StartsWith('{') && !value.StartsWith('"')) return new YamlScalarNode(value);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(value));
            return stream.Documents[0].RootNode;
        }
        catch (YamlException exception)
        {
            document.ReportOverride(text, $"the value is no YAML: {exception.Message}");
            return null;
        }
    }
}

using System.Text.RegularExpressions;

namespace Karyon.House.Tests;

public partial class SourceTests
{
    private static readonly string[] VagueWords = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc"];

    /// <summary>Where pointers may stand beside rooms named Kernels: native memory is owned by Tensor/, and plans hand it to kernels.</summary>
    private static readonly string[] PointerRooms = ["src/Karyon.Tensors/Tensor/", "src/Karyon.Tensors/Graph/", "src/Karyon.Tensors/Optimization/"];

    [Fact]
    public void A_file_stands_in_the_folder_that_its_namespace_names()
    {
        var wrong = new List<string>();
        foreach (var (path, text) in Sources())
        {
            if (NamespaceLine().Match(text) is not { Success: true } found) continue;
            var folders = path.Split('/')[1..^1];
            var expected = string.Join('.', folders);
            // The room Tensor/ holds what the assembly is named for; a type Tensor in a namespace Tensor would hide itself.
            if (folders is ["Karyon.Tensors", "Tensor"]) expected = "Karyon.Tensors";
            if (found.Groups["name"].Value != expected) wrong.Add($"{path}: namespace {found.Groups["name"].Value}, {expected} is its folder");
        }
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Pointers_stay_in_their_rooms()
    {
        var wrong = Sources().Where(source => UnsafeWord().IsMatch(source.Text) && !source.Path.Contains("/Kernels/", StringComparison.Ordinal) && !PointerRooms.Any(source.Path.StartsWith))
            .Select(source => source.Path).ToList();
        Assert.True(wrong.Count == 0, $"'unsafe' outside a room named Kernels:\n{string.Join("\n", wrong)}");
    }

    [Fact]
    public void No_file_or_folder_has_a_name_that_says_nothing()
    {
        var wrong = Sources().Where(source => source.Path[..^3].Split('/').Any(part => VagueWords.Any(word => part == word || part.EndsWith(word, StringComparison.Ordinal)))).Select(source => source.Path).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>The sources of the five assemblies: path from the root with forward slashes, and text.</summary>
    private static IEnumerable<(string Path, string Text)> Sources()
    {
        var root = Karyon.Testing.Checkout.Root;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (relative.Contains("/obj/", StringComparison.Ordinal) || relative.Contains("/bin/", StringComparison.Ordinal)) continue;
            yield return (relative, File.ReadAllText(path));
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^\s*[^/\s].*\bunsafe\b(?![^""]*""[^""]*$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex UnsafeWord();
}

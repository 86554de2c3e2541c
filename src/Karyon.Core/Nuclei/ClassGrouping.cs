using Karyon.Core.Rasters;

namespace Karyon.Core.Nuclei;

/// <summary>CoNSeP's seven classes joined to four, so that figures can be compared with a paper's.</summary>
/// <param name="Name">The paper's name in options and results.</param>
/// <param name="Classes">The four groups.</param>
/// <param name="GroupOfConsep">The group index of each of CoNSeP's classes: other, inflammatory, healthy epithelial, malignant epithelial, fibroblast, muscle, endothelial.</param>
/// <param name="GroupOfNumber">The group index of class number k at k - 1, as networks that the paper compares number them.</param>
/// <param name="GroupOfName">The group index of further class names.</param>
public sealed record ClassGrouping(
    string Name, ClassScheme Classes, IReadOnlyList<int> GroupOfConsep, IReadOnlyList<int> GroupOfNumber, IReadOnlyDictionary<string, int> GroupOfName)
{
    /// <summary>
    /// HoVer-Net (Graham et al., Medical Image Analysis 2019): miscellaneous (1), inflammatory (2), epithelial (3 and 4), spindle-shaped (5, 6 and 7).
    /// Numbers are those of its published network: 1 to 4 in this order.
    /// </summary>
    public static ClassGrouping HoverNet { get; } = new(
        "hover-net", Scheme("consep-hover-net", "miscellaneous", "inflammatory", "epithelial", "spindle"), [0, 1, 2, 2, 3, 3, 3], [0, 1, 2, 3],
        new Dictionary<string, int>(StringComparer.Ordinal) { ["spindle_shaped"] = 3 });

    /// <summary>
    /// HoVer-UNet: networks of PanNuke's classes on CoNSeP. Neoplastic (PanNuke 1; CoNSeP 4), inflammatory (2; 2), epithelial (5; 3), miscellaneous (3 and
    /// 4; 1, 5, 6 and 7). Numbers are PanNuke's.
    /// </summary>
    public static ClassGrouping HoverUNet { get; } = new(
        "hover-unet", Scheme("consep-hover-unet", "neoplastic", "inflammatory", "epithelial", "miscellaneous"), [3, 1, 2, 0, 3, 3, 3], [0, 1, 3, 3, 2],
        new Dictionary<string, int>(StringComparer.Ordinal) { ["connective"] = 3, ["dead"] = 3 });

    /// <summary>All named groupings.</summary>
    public static IReadOnlyList<ClassGrouping> All { get; } = [HoverNet, HoverUNet];

    /// <summary>The grouping of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static ClassGrouping Named(string name) => All.FirstOrDefault(grouping => grouping.Name == name)
        ?? throw new ArgumentException($"there is no grouping '{name}'; choose {string.Join(", ", All.Select(grouping => grouping.Name))}", nameof(name));

    private static ClassScheme Scheme(string name, params string[] classes)
    {
        Rgb[] colours = [new(255, 0, 0), new(0, 0, 255), new(0, 200, 0), new(255, 235, 0)];
        return new ClassScheme(name, [.. classes.Select((type, index) => new NucleusClass(type, colours[index]))]);
    }
}

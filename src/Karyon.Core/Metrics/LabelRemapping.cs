using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Core.Metrics;

/// <summary>Consecutive numbers for nuclei (<c>remap_label</c> of HoVer-Net's <c>stats_utils.py</c>).</summary>
public static class LabelRemapping
{
    /// <summary>A copy of a map with its ids numbered 1..n without gaps; 0 stays 0. The map may lack background.</summary>
    /// <param name="labels">The map.</param>
    /// <param name="bySize">Whether larger nuclei come first (equal ones in the order of ids); else ids keep their order.</param>
    public static LabelMap ToConsecutive(LabelMap labels, bool bySize = false)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var pixels = labels.Pixels;
        var numbers = new Dictionary<int, int>();
        var start = 0;
        for (var i = 1; i <= pixels.Length; i++)
        {
            if (i < pixels.Length && pixels[i] == pixels[start]) continue;
            if (pixels[start] != 0) CollectionsMarshal.GetValueRefOrAddDefault(numbers, pixels[start], out _) += i - start;
            start = i;
        }
        var ids = numbers.Select(entry => (Id: entry.Key, Area: entry.Value));
        var number = 0;
        foreach (var (id, _) in bySize ? ids.OrderByDescending(entry => entry.Area).ThenBy(entry => entry.Id) : ids.OrderBy(entry => entry.Id))
            numbers[id] = ++number;
        numbers[0] = 0;

        var result = new LabelMap(labels.Width, labels.Height);
        start = 0;
        for (var i = 1; i <= pixels.Length; i++)
        {
            if (i < pixels.Length && pixels[i] == pixels[start]) continue;
            result.Pixels.AsSpan(start, i - start).Fill(numbers[pixels[start]]);
            start = i;
        }
        return result;
    }
}

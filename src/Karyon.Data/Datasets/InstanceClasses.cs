using System.Runtime.InteropServices;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>Classes and places of nuclei from their maps, in one scan each.</summary>
internal static class InstanceClasses
{
    /// <summary>The class index of each nucleus: the class with most of its pixels, the lower on ties. Class values run from 1; 0 has no vote.</summary>
    /// <exception cref="InvalidFileException">The maps differ in size, a value is no class, or a nucleus has no pixel with one.</exception>
    public static IReadOnlyDictionary<int, int> ByVote(LabelMap instances, LabelMap types, ClassScheme classes, string path)
    {
        if (instances.Width != types.Width || instances.Height != types.Height)
            throw new InvalidFileException($"{path}: the class map has {types.Width} x {types.Height} px, the instance map {instances.Width} x {instances.Height}");
        var votes = new Dictionary<int, int[]>();
        for (var i = 0; i < instances.Pixels.Length; i++)
        {
            var id = instances.Pixels[i];
            if (id == 0) continue;
            var type = types.Pixels[i];
            if ((uint)type > (uint)classes.Classes.Count)
                throw new InvalidFileException($"{path}: the class {type} is not in 0..{classes.Classes.Count}");
            (CollectionsMarshal.GetValueRefOrAddDefault(votes, id, out _) ??= new int[classes.Classes.Count + 1])[type]++;
        }
        var winners = new Dictionary<int, int>(votes.Count);
        foreach (var (id, counts) in votes)
        {
            var best = 1;
            for (var type = 2; type < counts.Length; type++)
                if (counts[type] > counts[best]) best = type;
            if (counts[best] == 0) throw new InvalidFileException($"{path}: nucleus {id} has no pixel with a class");
            winners.Add(id, best - 1);
        }
        return winners;
    }

    /// <summary>Centroids of all nuclei, pixel centres at +0.5, in the order of their ids.</summary>
    public static IReadOnlyList<ClassPoint> Centroids(LabelMap instances, IReadOnlyDictionary<int, int> classes) => new TypedNuclei(instances, classes).Points;
}

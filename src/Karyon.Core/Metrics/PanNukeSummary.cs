namespace Karyon.Core.Metrics;

/// <summary>
/// The figures of PanNuke's protocol over images. The published ones are tissue averages: the mean over tissues of the mean over their images; with several
/// folds the mean over folds of that. Image averages stand beside them. Every figure has a 95 % bootstrap interval over images.
/// </summary>
public static class PanNukeSummary
{
    /// <summary>The 19 tissues, spelt as in <c>types.npy</c>.</summary>
    public static IReadOnlyList<string> Tissues { get; } =
    [
        "Adrenal_gland", "Bile-duct", "Bladder", "Breast", "Cervix", "Colon", "Esophagus", "HeadNeck", "Kidney", "Liver", "Lung", "Ovarian", "Pancreatic",
        "Prostate", "Skin", "Stomach", "Testis", "Thyroid", "Uterus",
    ];

    /// <summary>Sums up.</summary>
    /// <param name="images">The images.</param>
    /// <param name="classes">Names of the classes.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="resamples">Of the bootstrap.</param>
    public static IReadOnlyList<NamedEstimate> Of(IReadOnlyList<PanNukeImage> images, IReadOnlyList<string> classes, ulong seed = 1, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        int[] folds = [.. images.Select(image => image.Fold).Distinct().Order()];
        string[] tissues = [.. Tissues.Concat(images.Select(image => image.Tissue).Order(StringComparer.Ordinal)).Distinct()];
        double[] multi = [.. images.Select(image => image.Scores.Multi ?? double.NaN)], binary = [.. images.Select(image => image.Scores.Binary ?? double.NaN)];
        int[] groups = [.. images.Select(image => Array.IndexOf(folds, image.Fold) * tissues.Length + Array.IndexOf(tissues, image.Tissue))];

        var figures = new List<NamedEstimate>
        {
            ByTissue("mPQ (tissue average)", multi, _ => true), ByTissue("bPQ (tissue average)", binary, _ => true),
            ByImage("mPQ (image average)", multi, _ => true, "no image has a nucleus"), ByImage("bPQ (image average)", binary, _ => true, "no image has a nucleus"),
        };
        if (folds.Length > 1)
        {
            foreach (var fold in folds)
            {
                figures.Add(ByTissue($"mPQ (tissue average), fold {fold}", multi, image => image.Fold == fold));
                figures.Add(ByTissue($"bPQ (tissue average), fold {fold}", binary, image => image.Fold == fold));
            }
        }
        for (var index = 0; index < classes.Count; index++)
        {
            double[] values = [.. images.Select(image => image.Scores.PerClass[index] ?? double.NaN)];
            figures.Add(ByImage($"PQ {classes[index]}", values, _ => true, "the truth has no nucleus of the class"));
        }
        foreach (var tissue in tissues)
        {
            var absence = images.Any(image => image.Tissue == tissue) ? "no image of the tissue has a nucleus" : "there is no image of the tissue";
            figures.Add(ByImage($"mPQ {tissue}", multi, image => image.Tissue == tissue, absence));
            figures.Add(ByImage($"bPQ {tissue}", binary, image => image.Tissue == tissue, absence));
        }
        return figures;

        NamedEstimate ByImage(string name, double[] values, Func<PanNukeImage, bool> isMeant, string absence)
        {
            double[] defined = [.. values.Where((value, index) => !double.IsNaN(value) && isMeant(images[index]))];
            return defined.Length == 0 ? NamedEstimate.Absent(name, absence) : new NamedEstimate(name, Bootstrap.Mean(defined, seed, resamples), defined.Length);
        }

        NamedEstimate ByTissue(string name, double[] values, Func<PanNukeImage, bool> isMeant)
        {
            int[] meant = [.. Enumerable.Range(0, images.Count).Where(index => !double.IsNaN(values[index]) && isMeant(images[index]))];
            if (meant.Length == 0) return NamedEstimate.Absent(name, "no image has a nucleus");
            double[] sums = new double[folds.Length * tissues.Length];
            int[] counts = new int[sums.Length];
            return new NamedEstimate(name, Bootstrap.Estimate(meant.Length, Average, seed, resamples), meant.Length);

            double Average(ReadOnlySpan<int> cases)
            {
                Array.Clear(sums);
                Array.Clear(counts);
                foreach (var index in cases)
                {
                    sums[groups[meant[index]]] += values[meant[index]];
                    counts[groups[meant[index]]]++;
                }
                var (total, foldCount) = (0.0, 0);
                for (var fold = 0; fold < folds.Length; fold++)
                {
                    var (sum, tissueCount) = (0.0, 0);
                    for (var group = fold * tissues.Length; group < (fold + 1) * tissues.Length; group++)
                        if (counts[group] > 0) (sum, tissueCount) = (sum + sums[group] / counts[group], tissueCount + 1);
                    if (tissueCount > 0) (total, foldCount) = (total + sum / tissueCount, foldCount + 1);
                }
                return total / foldCount;
            }
        }
    }
}

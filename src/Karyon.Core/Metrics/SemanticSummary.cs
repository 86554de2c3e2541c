namespace Karyon.Core.Metrics;

/// <summary>Intersection over union of classes, pixels pooled over images, and its means, each with a 95 % bootstrap interval over images.</summary>
public static class SemanticSummary
{
    /// <summary>
    /// Sums up: <c>IoU</c> of background and of each class, <c>mIoU</c> over all of them that occur, and over the classes without background. A class
    /// that occurs on neither side is named and left out of the means.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="classes">Names of the classes, background not among them.</param>
    /// <param name="seed">Of the bootstrap.</param>
    /// <param name="resamples">Of the bootstrap.</param>
    public static IReadOnlyList<NamedEstimate> Of(IReadOnlyList<SemanticCounts> images, IReadOnlyList<string> classes, ulong seed = 1, int resamples = Bootstrap.DefaultResamples)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(classes);
        string[] names = ["background", .. classes];
        int[] all = [.. Enumerable.Range(0, names.Length).Where(index => images.Any(image => image.Truth[index] + image.Prediction[index] > 0))];
        int[] nuclei = [.. all.Where(index => index > 0)];
        return
        [
            Figure("mIoU", all.Length > 0, cases => Mean(all, cases), "no pixel is known") with { Detail = $"mean of {all.Length} of {names.Length} classes, background included" },
            Figure("mIoU of nuclei", nuclei.Length > 0, cases => Mean(nuclei, cases), "no class occurs") with { Detail = $"mean of {nuclei.Length} of {classes.Count} classes" },
            .. names.Select((name, index) => Figure($"IoU {name}", Array.IndexOf(all, index) >= 0, cases => Iou(index, cases), "the class occurs nowhere")),
        ];

        NamedEstimate Figure(string name, bool occurs, Func<ReadOnlySpan<int>, double> statistic, string absence) => occurs
            ? new NamedEstimate(name, Bootstrap.Estimate(images.Count, statistic, seed, resamples), images.Count)
            : NamedEstimate.Absent(name, absence);

        double Mean(int[] indices, ReadOnlySpan<int> cases)
        {
            var (sum, count) = (0.0, 0);
            foreach (var index in indices)
            {
                var iou = Iou(index, cases);
                if (!double.IsNaN(iou)) (sum, count) = (sum + iou, count + 1);
            }
            return count == 0 ? double.NaN : sum / count;
        }

        double Iou(int index, ReadOnlySpan<int> cases)
        {
            long both = 0, either = 0;
            foreach (var image in cases)
            {
                both += images[image].Both[index];
                either += images[image].Truth[index] + images[image].Prediction[index] - images[image].Both[index];
            }
            return either == 0 ? double.NaN : both / (double)either;
        }
    }
}

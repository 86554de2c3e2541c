using System.Diagnostics;
using Karyon.Cli.Console;
using Karyon.Cli.Weights;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Exports;
using Karyon.Data.Slides;
using Karyon.Data.Synthesis;
using Karyon.Learning.Inference;

namespace Karyon.Cli.Benchmarks;

/// <summary>The main job end to end: a PNG of generated tissue is read, segmented and written in the default formats.</summary>
internal static class SegmentBench
{
    private const int Side = 2000;
    private static readonly ResultFormat[] Formats = [ResultFormat.GeoJson, ResultFormat.Csv, ResultFormat.Overlay, ResultFormat.Labels];

    /// <summary>Measures a model.</summary>
    public static BenchReading Measure(string? modelName, int threads, int passes, CancellationToken stop)
    {
        using var model = ModelStore.Load(modelName);
        var folder = Directory.CreateTempSubdirectory("karyon-bench-");
        try
        {
            var tile = new HematoxylinEosinGenerator(new SynthesisOptions { Width = Side, Height = Side }).Generate();
            var path = Path.Combine(folder.FullName, "tissue.png");
            AtomicFile.Write(path, stream => PngEncoder.Encode(stream, tile.Image, PngWriteOptions.Default with { MicronsPerPixel = tile.MicronsPerPixel }));
            var results = new ResultFolder(folder.FullName);
            var nuclei = 0;
            var fastest = (Seconds: double.MaxValue, Network: 0.0);
            using var context = Inputs.ComputeOptions.Open(threads);
            using var segmenter = new Segmenter(context, model.Network);
            var reading = Passes.Measure($"segment {Side}x{Side}, {model.Name}", context, passes, () =>
            {
                var start = Stopwatch.GetTimestamp();
                (nuclei, var network) = Once(path, tile.MicronsPerPixel, model, segmenter, results, threads, stop);
                var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (seconds < fastest.Seconds) fastest = (seconds, network);
            }, stop);
            return reading with
            {
                Work = BenchWork.Segment,
                AreaMm2 = Side * Side * tile.MicronsPerPixel * tile.MicronsPerPixel * 1e-6,
                NetworkSeconds = fastest.Network,
                Remark = $"{nuclei} nuclei; read, network ({Figures.Seconds(fastest.Network)}), decode and write",
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int Nuclei, double NetworkSeconds) Once(string path, double micronsPerPixel, LoadedModel model, Segmenter segmenter, ResultFolder results, int threads, CancellationToken stop)
    {
        using var slide = FlatImageSlide.Open(path);
        var found = segmenter.Segment(slide, micronsPerPixel, null, stop);
        var result = new NucleiResult { Name = "tissue-result", Width = slide.Bounds.Width, Height = slide.Bounds.Height, Nuclei = found.Nuclei, Scheme = model.Scheme, MicronsPerPixel = micronsPerPixel };
        results.Write(result, Formats, slide, threads);
        return (found.Nuclei.Count, found.Timings.Network);
    }
}

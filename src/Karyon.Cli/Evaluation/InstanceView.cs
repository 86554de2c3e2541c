using System.Globalization;
using Karyon.Cli.Console;
using Karyon.Core.Metrics;
using Karyon.Learning.Evaluation;

namespace Karyon.Cli.Evaluation;

/// <summary>The instance protocol's report as tables and as JSON.</summary>
internal static class InstanceView
{
    public static void Show(Session session, InstanceReport report, ModelAtWork? model, bool perImage)
    {
        if (perImage)
        {
            var images = Tables.Of("image", "#Dice1", "#Dice2", "#AJI", "#AJI+", "#DQ", "#SQ", "#PQ", "#found", "#false", "#missed");
            foreach (var image in report.Images)
                if (image.Scores is { } scores)
                    images.Add(image.Name, ScoreText.Share(scores.Dice1), ScoreText.Share(scores.Dice2), ScoreText.Share(scores.Aji), ScoreText.Share(scores.AjiPlus), ScoreText.Share(scores.DetectionQuality), ScoreText.Share(scores.SegmentationQuality),
                        ScoreText.Share(scores.PanopticQuality), Figures.Count(scores.TruePositives), Figures.Count(scores.FalsePositives), Figures.Count(scores.FalseNegatives));
            session.Show(images);
        }
        var table = Tables.Of("figure", "#mean", "#95 % from", "#to", "#n");
        foreach (var (name, estimate) in report.Figures)
            table.Add(name, ScoreText.Share(estimate.Value), ScoreText.Share(estimate.Interval95.Low), ScoreText.Share(estimate.Interval95.High), Figures.Count(report.Summary.Count));
        session.Show(table);
        session.Output.WriteLine($"{report.Predictions} against {report.Dataset} ({report.Options.TruthRule}), means over {report.Summary.Count} of {report.Images.Count} images; F1: all nuclei pooled; {report.Options.Resamples} resamples, seed {report.Options.Seed}");
        if (model is not null)
            session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"threshold {model.Options.Threshold}, least area {model.Options.MinimumAreaPx} px, pixel size {(model.MicronsPerPixel is { } size ? $"{size} µm" : "as stated")}"));
        foreach (var skipped in report.Summary.Skipped) session.Output.WriteLine($"skipped {skipped.Name}: {skipped.SkipReason}");
    }

    public static void WriteJson(Session session, InstanceReport report, ModelAtWork? model) => JsonOutput.Write(session, "karyon.evaluate/1", json =>
    {
        json.WriteString("protocol", "instance");
        json.WriteString("predictions", report.Predictions);
        json.WriteString("truth", report.Dataset);
        json.WriteString("truth_rule", report.Options.TruthRule);
        json.WriteString("form", report.Options.Form == MetricForm.Exact ? "exact" : "published");
        json.WriteNumber("resamples", report.Options.Resamples);
        json.WriteNumber("seed", report.Options.Seed);
        if (model is not null) ModelView.Write(json, report.Predictions, model);
        json.WriteNumber("n", report.Summary.Count);
        json.WriteNumber("n_skipped", report.Summary.Skipped.Count);
        json.WriteNumber("n_failed", report.Summary.Failed.Count);
        json.WriteStartObject("figures");
        foreach (var (name, estimate) in report.Figures)
        {
            json.WriteStartObject(ScoreText.Key(name));
            json.WriteFigure("mean", estimate.Value, 9);
            json.WriteFigure("low_95", estimate.Interval95.Low, 9);
            json.WriteFigure("high_95", estimate.Interval95.High, 9);
            json.WriteNumber("n", report.Summary.Count);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("images");
        foreach (var image in report.Images)
        {
            json.WriteStartObject();
            json.WriteString("name", image.Name);
            if (image.Scores is { } scores)
            {
                json.WriteFigure("dice1", scores.Dice1, 9);
                json.WriteFigure("dice2", scores.Dice2, 9);
                json.WriteFigure("aji", scores.Aji, 9);
                json.WriteFigure("aji_plus", scores.AjiPlus, 9);
                json.WriteFigure("dq", scores.DetectionQuality, 9);
                json.WriteFigure("sq", scores.SegmentationQuality, 9);
                json.WriteFigure("pq", scores.PanopticQuality, 9);
                json.WriteNumber("true_positives", scores.TruePositives);
                json.WriteNumber("false_positives", scores.FalsePositives);
                json.WriteNumber("false_negatives", scores.FalseNegatives);
            }
            else json.WriteString(image.IsFailure ? "failed" : "skipped", image.SkipReason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });
}

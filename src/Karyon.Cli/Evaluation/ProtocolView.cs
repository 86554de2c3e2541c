using System.Text.Json;
using Karyon.Cli.Console;
using Karyon.Core.Metrics;
using Karyon.Learning.Evaluation;

namespace Karyon.Cli.Evaluation;

/// <summary>A typed protocol's report as tables and as JSON.</summary>
internal static class ProtocolView
{
    /// <summary>Prints tables; what has no figure is named below them, never averaged in silence.</summary>
    public static void Show(Session session, ProtocolReport report, bool perImage)
    {
        if (perImage && report.Images.FirstOrDefault(image => image.Reason is null) is { } first)
        {
            var images = Tables.Of(["image", .. first.Figures.Select(figure => "#" + figure.Key)]);
            foreach (var image in report.Images.Where(image => image.Reason is null)) images.Add([image.Name, .. image.Figures.Select(figure => ScoreText.Share(figure.Value))]);
            session.Show(images);
        }
        var table = Tables.Of("figure", "#value", "#95 % from", "#to", "#n");
        foreach (var figure in report.Figures.Where(figure => figure.Absence is null))
            table.Add(figure.Detail is null ? figure.Name : $"{figure.Name} ({figure.Detail})",
                ScoreText.Share(figure.Estimate.Value), ScoreText.Share(figure.Estimate.Interval95.Low), ScoreText.Share(figure.Estimate.Interval95.High), Figures.Count(figure.Count));
        session.Show(table);
        session.Output.WriteLine($"{report.Protocol}: {report.Predictions} against {report.Dataset} ({report.Options.TruthRule}), {report.Count} of {report.Images.Count} images; {FormOf(report)} form; {report.Options.Resamples} resamples, seed {report.Options.Seed}");
        foreach (var absent in report.Figures.Where(figure => figure.Absence is not null).GroupBy(figure => figure.Absence))
            session.Output.WriteLine($"no figure, {absent.Key}: {string.Join(", ", absent.Select(figure => figure.Name))}");
        foreach (var note in report.Notes) session.Output.WriteLine(note);
        foreach (var skipped in report.Skipped) session.Output.WriteLine($"skipped {skipped.Name}: {skipped.Reason}");
    }

    /// <summary>Prints the same figures as JSON.</summary>
    public static void WriteJson(Session session, ProtocolReport report, ModelAtWork? model) => JsonOutput.Write(session, "karyon.evaluate/1", json =>
    {
        json.WriteString("protocol", report.Protocol);
        json.WriteString("predictions", report.Predictions);
        json.WriteString("truth", report.Dataset);
        json.WriteString("truth_rule", report.Options.TruthRule);
        json.WriteString("form", FormOf(report));
        json.WriteNumber("resamples", report.Options.Resamples);
        json.WriteNumber("seed", report.Options.Seed);
        if (model is not null) ModelView.Write(json, report.Predictions, model);
        WriteTexts(json, "classes", report.Classes);
        json.WriteNumber("n", report.Count);
        json.WriteNumber("n_skipped", report.Skipped.Count);
        json.WriteNumber("n_failed", report.Failed.Count);
        json.WriteStartObject("figures");
        foreach (var figure in report.Figures) WriteFigure(json, figure);
        json.WriteEndObject();
        WriteTexts(json, "notes", report.Notes);
        json.WriteStartArray("images");
        foreach (var image in report.Images)
        {
            json.WriteStartObject();
            json.WriteString("name", image.Name);
            foreach (var (name, value) in image.Figures) json.WriteFigure(ScoreText.Key(name), value ?? double.NaN, 12);
            if (image.Reason is not null) json.WriteString(image.IsFailure ? "failed" : "skipped", image.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteFigure(Utf8JsonWriter json, NamedEstimate figure)
    {
        json.WriteStartObject(ScoreText.Key(figure.Name));
        json.WriteString("name", figure.Name);
        json.WriteFigure("value", figure.Estimate.Value, 12);
        json.WriteFigure("low_95", figure.Estimate.Interval95.Low, 12);
        json.WriteFigure("high_95", figure.Estimate.Interval95.High, 12);
        json.WriteNumber("n", figure.Count);
        if (figure.Detail is not null) json.WriteString("detail", figure.Detail);
        if (figure.Absence is not null) json.WriteString("absent", figure.Absence);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string FormOf(ProtocolReport report) => report.Options.Form == MetricForm.Exact ? "exact" : "published";
}

using Karyon.Cli.Console;
using Karyon.Cli.Weights;
using Karyon.Data.Exports;

namespace Karyon.Cli.Segmentation;

/// <summary>What the user sees at the end: a table, or the same figures as JSON.</summary>
internal static class SegmentView
{
    /// <summary>Shows outcomes.</summary>
    public static void Show(Session session, SegmentRequest request, LoadedModel model, IReadOnlyList<InputOutcome> outcomes)
    {
        if (session.Json) WriteJson(session, request, model, outcomes);
        else ShowTable(session, request, model, outcomes);
    }

    private static void ShowTable(Session session, SegmentRequest request, LoadedModel model, IReadOnlyList<InputOutcome> outcomes)
    {
        var good = outcomes.Where(outcome => outcome.State != InputState.Failed).ToList();
        if (good.Count > 0)
        {
            string[] classes = [.. model.Scheme.Classes.Select(item => item.Name)];
            var table = Tables.Of(["input", .. classes.Select(name => "#" + (name == "nucleus" ? "nuclei" : name)), "#mm²", "#read", "#network", "#decode", "#write", "#total", "#s/mm²"]);
            foreach (var outcome in good)
                table.Add([outcome.Input.Path, .. classes.Select(name => Figures.Count(CountOf(outcome, name))), Figures.Text(outcome.AreaMm2, "0.000"), .. Times(outcome)]);
            var done = good.Where(outcome => outcome.State == InputState.Done).ToList();
            if (good.Count > 1)
            {
                var times = done.Aggregate(StageTimes.None, (sum, outcome) => sum + outcome.Times);
                var area = done.Sum(outcome => outcome.AreaMm2);
                table.Add([$"{good.Count} images", .. classes.Select(name => Figures.Count(good.Sum(outcome => CountOf(outcome, name)))),
                    Figures.Text(good.Sum(outcome => outcome.AreaMm2), "0.000"), .. done.Count == 0 ? ["-", "-", "-", "-", "-", "-"] : Times(times, area)]);
            }
            session.Show(table);
            session.Output.WriteLine($"Results: {Path.Combine(request.OutputFolder, good.Count == 1 ? good[0].Input.Name : "NAME")}{{{string.Join(", ", request.Formats.Select(Ending))}, .run.json}}");
        }
        foreach (var outcome in outcomes.Where(outcome => outcome.State == InputState.Failed)) session.Error.WriteLine($"karyon: {outcome.Error}");
    }

    private static string[] Times(InputOutcome outcome) => outcome.State == InputState.Kept ? ["kept", "-", "-", "-", "-", "-"] : Times(outcome.Times, outcome.AreaMm2);

    private static string[] Times(StageTimes times, double areaMm2) =>
        [.. times.Stages.Select(stage => Figures.Seconds(stage.Value)), Figures.Seconds(times.Total), areaMm2 > 0 ? Figures.Text(times.Total / areaMm2, "0.0") : "-"];

    private static int CountOf(InputOutcome outcome, string name) => outcome.Counts.FirstOrDefault(item => item.Key == name).Value;

    private static string Ending(ResultFormat format) => format switch
    {
        ResultFormat.GeoJson => ".geojson",
        ResultFormat.Csv => ".csv",
        ResultFormat.Labels => ".labels.png",
        ResultFormat.Overlay => ".overlay.png",
        _ => ".hovernet.json",
    };

    private static void WriteJson(Session session, SegmentRequest request, LoadedModel model, IReadOnlyList<InputOutcome> outcomes) =>
        JsonOutput.Write(session, "karyon.segment/1", json =>
        {
            json.WriteStartObject("model");
            json.WriteString("name", model.Name);
            json.WriteString("sha256", model.Sha256);
            json.WriteEndObject();
            json.WriteString("output_folder", request.OutputFolder);
            json.WriteStartObject("options");
            foreach (var (name, value) in request.Stated) json.WriteString(name, value);
            json.WriteNumber("threads", request.Threads);
            json.WriteEndObject();
            json.WriteStartArray("inputs");
            foreach (var outcome in outcomes)
            {
                json.WriteStartObject();
                json.WriteString("input", outcome.Input.Path);
                json.WriteString("name", outcome.Input.Name);
                json.WriteString("state", outcome.State switch { InputState.Done => "done", InputState.Kept => "kept", _ => "failed" });
                if (outcome.State == InputState.Failed) json.WriteString("error", outcome.Error);
                else WriteResult(json, outcome);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static void WriteResult(System.Text.Json.Utf8JsonWriter json, InputOutcome outcome)
    {
        json.WriteNumber("width_px", outcome.Width);
        json.WriteNumber("height_px", outcome.Height);
        json.WriteNumber("microns_per_pixel", outcome.PixelSize!.MicronsPerPixel);
        json.WriteString("microns_per_pixel_source", outcome.PixelSize.Source);
        json.WriteFigure("area_mm2", outcome.AreaMm2);
        json.WriteStartObject("nuclei");
        json.WriteNumber("total", outcome.Counts.Sum(item => item.Value));
        json.WriteStartObject("per_class");
        foreach (var (name, count) in outcome.Counts) json.WriteNumber(name, count);
        json.WriteEndObject();
        json.WriteEndObject();
        if (outcome.State == InputState.Done)
        {
            json.WriteStartObject("time_s");
            foreach (var (stage, seconds) in outcome.Times.Stages) json.WriteFigure(stage, seconds, 4);
            json.WriteFigure("total", outcome.Times.Total, 4);
            json.WriteEndObject();
            json.WriteFigure("time_s_per_mm2", outcome.AreaMm2 > 0 ? outcome.Times.Total / outcome.AreaMm2 : double.NaN, 4);
        }
        json.WriteStartArray("files");
        foreach (var file in outcome.Files) json.WriteStringValue(file);
        json.WriteEndArray();
    }
}

using System.CommandLine;
using System.Text.Json;
using Karyon.Cli.Console;
using Karyon.Cli.Weights;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Serialization;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon models [NAME]</c>: known networks and weights, what they cost, see, may be used for and reach.</summary>
internal static class ModelsCommand
{
    private const int Side = 256;

    /// <summary>Side of the image on which receptive fields are read off; larger than any of them.</summary>
    private const int LargeSide = 8192;

    public static Command Create(Func<ParseResult, Session> open)
    {
        var name = new Argument<string?>("NAME") { Description = "A model of the list, or a weight file; all of the list where left out", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("models", "Known networks and weights: parameters, MACs, stride, receptive field, licence, scores") { name };
        command.SetAction(parsed => Run(open(parsed), parsed.GetValue(name)));
        return command;
    }

    private static int Run(Session session, string? name)
    {
        var rows = new List<ModelFacts>();
        foreach (var embedded in ModelStore.Embedded)
            if (name is null || name == embedded) rows.Add(OfWeights(embedded));
        foreach (var entry in NetworkCatalog.Entries)
            if (name is null || name == entry.Name) rows.Add(OfArchitecture(entry));
        if (rows.Count == 0)
        {
            if (!File.Exists(name)) throw new UsageException($"there is no model '{name}'; 'karyon models' lists what there is");
            rows.Add(OfWeights(name));
        }
        if (session.Json) WriteJson(session, rows);
        else ShowTable(session, rows, inDetail: name is not null);
        return ExitCode.Done;
    }

    private static ModelFacts OfWeights(string nameOrFile)
    {
        using var model = ModelStore.Load(nameOrFile);
        var isDefault = model.Source == "embedded" && nameOrFile == ModelStore.DefaultName;
        var kind = model.Source == "embedded" ? isDefault ? "weights, the default" : "weights" : "weights, a file";
        return Measure(nameOrFile, kind, model.Network, model.Network.Description.Scores, model.Sha256);
    }

    private static ModelFacts OfArchitecture(CatalogEntry entry)
    {
        using var network = NucleusNetwork.Create(entry.Description);
        return Measure(entry.Name, "architecture", network, [], null) with { Title = entry.Title, Source = entry.Source };
    }

    private static ModelFacts Measure(string name, string kind, NucleusNetwork network, IReadOnlyList<KeyValuePair<string, string>> scores, string? sha256)
    {
        network.Eval();
        // A network that looks at all of its tile at once has one size.
        var side = network.Tiles?.Side ?? Side;
        var small = CostAt(network, side);
        var large = network.Tiles is null ? CostAt(network, LargeSide) : small;
        return new ModelFacts(name, kind, network.Description, network.ParameterCount, side, small.MultiplyAccumulates, large.Stride, large.ReceptiveField, scores, sha256);
    }

    private static NetworkCost CostAt(NucleusNetwork network, int side)
    {
        var image = Value.Input("image", new Shape(1, 3, side, side));
        return NetworkCost.Of(image, network.Activate(image).All);
    }

    private static void ShowTable(Session session, List<ModelFacts> rows, bool inDetail)
    {
        var table = Tables.Of("model", "kind", "#parameters", $"#MACs at {Side}x{Side}", "#stride px", "#receptive field px", "#µm/px", "licence", "scores");
        foreach (var row in rows)
            table.Add(row.Name, row.Kind, Figures.Short(row.Parameters), Figures.Short(row.Macs) + (row.Side == Side ? "" : $" at {row.Side}"), Figures.Count(row.Stride), row.ReceptiveField is { } field ? Figures.Count(field) : "all",
                Figures.Text(row.Description.MicronsPerPixel, "0.##"), row.IsArchitecture ? "-" : PrintableText.Of(row.Description.License),
                row.Scores.Count == 0 ? "-" : PrintableText.Of(string.Join("; ", row.Scores.Select(score => $"{score.Key} {score.Value}"))));
        session.Show(table);
        if (!inDetail) return;
        foreach (var row in rows)
        {
            if (row.Title is not null) session.Output.WriteLine($"{row.Title}: {row.Source}");
            session.Output.WriteLine($"{(row.Description.Architecture == NetworkDescription.UNetArchitecture ? $"encoder {row.Description.Encoder}; decoder channels {string.Join(", ", row.Description.Widths)}" : row.Description.Architecture)}; classes {ClassesOf(row)}");
            if (row.Sha256 is not null) session.Output.WriteLine($"sha256 {row.Sha256}");
            foreach (var (key, text) in row.Description.Other.OrderBy(item => item.Key, StringComparer.Ordinal))
                if (!key.StartsWith(NetworkDescription.ScorePrefix, StringComparison.Ordinal)) session.Output.WriteLine($"{PrintableText.Of(key)}: {PrintableText.Of(text)}");
        }
    }

    private static string ClassesOf(ModelFacts row) => row.Description.Classes.Count == 0 ? "nucleus" : string.Join(", ", row.Description.Classes);

    private static void WriteJson(Session session, List<ModelFacts> rows) => JsonOutput.Write(session, "karyon.models/1", json =>
    {
        json.WriteStartArray("models");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("kind", row.IsArchitecture ? "architecture" : "weights");
            json.WriteBoolean("is_default", row.Name == ModelStore.DefaultName);
            json.WriteString("architecture", row.Description.Architecture);
            json.WriteString("encoder", row.Description.Encoder);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber($"macs_at_{row.Side}x{row.Side}", row.Macs);
            json.WriteNumber("stride_px", row.Stride);
            if (row.ReceptiveField is { } field) json.WriteNumber("receptive_field_px", field);
            else json.WriteNull("receptive_field_px");
            json.WriteNumber("microns_per_pixel", row.Description.MicronsPerPixel);
            json.WriteStartArray("classes");
            foreach (var name in row.Description.Classes) json.WriteStringValue(name);
            json.WriteEndArray();
            if (row.IsArchitecture) json.WriteNull("licence");
            else json.WriteString("licence", row.Description.License);
            if (row.Sha256 is null) json.WriteNull("sha256");
            else json.WriteString("sha256", row.Sha256);
            json.WriteStartObject("scores");
            foreach (var (key, text) in row.Scores) json.WriteString(key, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private sealed record ModelFacts(
        string Name, string Kind, NetworkDescription Description, long Parameters, int Side, long Macs, int Stride, int? ReceptiveField,
        IReadOnlyList<KeyValuePair<string, string>> Scores, string? Sha256)
    {
        public string? Title { get; init; }

        public string? Source { get; init; }

        public bool IsArchitecture => Kind == "architecture";
    }
}

using System.CommandLine;
using System.Text.Json;
using Karyon.Cli.Console;
using Karyon.Cli.Weights;
using Karyon.Learning.Models;
using Karyon.Tensors.Serialization;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon models [NAME]</c>: known networks and weights, what they cost, see, may be used for and reach.</summary>
internal static class ModelsCommand
{
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
        else ShowTables(session, rows, inDetail: name is not null);
        return ExitCode.Done;
    }

    private static ModelFacts OfWeights(string nameOrFile)
    {
        using var model = ModelStore.Load(nameOrFile);
        var isEmbedded = model.Source == "embedded";
        var kind = isEmbedded ? nameOrFile == ModelStore.DefaultName ? "the default" : "ships" : "a file";
        return Measure(nameOrFile, model.Network.Description, DrawnNetwork.Of(model.Network)) with { Weights = new WeightFacts(kind, model.Network.Description.Scores, model.Sha256) };
    }

    private static ModelFacts OfArchitecture(CatalogEntry entry)
    {
        using var network = entry.Create();
        return Measure(entry.Name, entry.Description, network) with { Entry = entry };
    }

    private static ModelFacts Measure(string name, NetworkDescription? description, DrawnNetwork network) => new(name, description, network.ParameterCount, network.SidePx, network.Cost());

    private static void ShowTables(Session session, List<ModelFacts> rows, bool inDetail)
    {
        var networks = Tables.Of("network", "#parameters", "#original's", "#input px", "#GMAC", "#paper's way", "#in paper", "#stride px", "#field px");
        foreach (var row in rows)
            networks.Add(row.Name, Figures.Count(row.Parameters), row.Entry?.Published is { } published ? Figures.Count(published.Parameters) : "-", Figures.Count(row.SidePx),
                Giga(row.Cost.MultiplyAccumulates), Giga(row.Cost.Layers.CountedAsHoverUNet), Figures.Text(row.Entry?.Published?.GigaMacs ?? double.NaN, "0.00"),
                Figures.Count(row.Cost.Stride), row.Cost.ReceptiveField is { } field ? Figures.Count(field) : "all");
        session.Show(networks);
        if (rows.Any(row => row.Weights is not null))
        {
            var weights = Tables.Of("weights", "kind", "#µm/px", "licence", "scores");
            foreach (var row in rows)
                if (row is { Weights: { } facts, Description: { } description })
                    weights.Add(row.Name, facts.Kind, Figures.Text(description.MicronsPerPixel, "0.##"), PrintableText.Of(description.License),
                        facts.Scores.Count == 0 ? "-" : PrintableText.Of(string.Join("; ", facts.Scores.Select(score => $"{score.Key} {score.Value}"))));
            session.Show(weights);
        }
        if (!inDetail)
        {
            session.Output.WriteLine("GMAC: 10^9 products that are summed, attention's included. The paper's way is HoVer-UNet's: without attention, but 1 more");
            session.Output.WriteLine("for each output of a convolution with bias, 2 for each element of a batch norm, 1 for each of a ReLU or GELU.");
            session.Output.WriteLine("Field: the receptive field, input rows that a row of the output depends on. Original's: parameters by its code or card.");
            return;
        }
        foreach (var row in rows) ShowDetail(session, row);
    }

    private static void ShowDetail(Session session, ModelFacts row)
    {
        if (row.Entry is not null) session.Output.WriteLine($"{row.Entry.Title}: {row.Entry.Source}");
        var layers = row.Cost.Layers;
        session.Output.WriteLine($"GMAC by kind: convolutions {Giga(layers.Convolutions)}, linear layers {Giga(layers.Linears)}, attention {Giga(layers.Attention)}");
        if (row.Description is not { } description) return;
        session.Output.WriteLine($"{(description.Architecture == NetworkDescription.UNetArchitecture ? $"encoder {description.Encoder}; decoder channels {string.Join(", ", description.Widths)}" : description.Architecture)}; classes {(description.Classes.Count == 0 ? "nucleus" : string.Join(", ", description.Classes))}");
        if (row.Weights is not null) session.Output.WriteLine($"sha256 {row.Weights.Sha256}");
        foreach (var (key, text) in description.Other.OrderBy(item => item.Key, StringComparer.Ordinal))
            if (!key.StartsWith(NetworkDescription.ScorePrefix, StringComparison.Ordinal)) session.Output.WriteLine($"{PrintableText.Of(key)}: {PrintableText.Of(text)}");
    }

    private static string Giga(long count) => Figures.Text(count / 1e9, "0.00");

    private static void WriteJson(Session session, List<ModelFacts> rows) => JsonOutput.Write(session, "karyon.models/2", json =>
    {
        json.WriteStartArray("models");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteString("kind", row.Weights is null ? "architecture" : "weights");
            json.WriteBoolean("is_default", row.Name == ModelStore.DefaultName);
            if (row.Entry is not null) json.WriteString("title", row.Entry.Title);
            if (row.Entry is not null) json.WriteString("source", row.Entry.Source);
            WriteDescription(json, row.Description);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber("input_px", row.SidePx);
            json.WriteNumber("macs", row.Cost.MultiplyAccumulates);
            json.WriteNumber("macs_of_convolutions", row.Cost.Layers.Convolutions);
            json.WriteNumber("macs_of_linear_layers", row.Cost.Layers.Linears);
            json.WriteNumber("macs_of_attention", row.Cost.Layers.Attention);
            json.WriteNumber("macs_as_hoverunet_counts", row.Cost.Layers.CountedAsHoverUNet);
            WriteOrNull(json, "published_parameters", row.Entry?.Published?.Parameters);
            WriteOrNull(json, "published_gmacs", (decimal?)row.Entry?.Published?.GigaMacs);
            json.WriteNumber("stride_px", row.Cost.Stride);
            WriteOrNull(json, "receptive_field_px", row.Cost.ReceptiveField);
            if (row.Weights is null) json.WriteNull("licence");
            else json.WriteString("licence", row.Description?.License);
            json.WriteString("sha256", row.Weights?.Sha256);
            json.WriteStartObject("scores");
            foreach (var (key, text) in row.Weights?.Scores ?? []) json.WriteString(key, text);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteDescription(Utf8JsonWriter json, NetworkDescription? description)
    {
        json.WriteString("architecture", description?.Architecture);
        json.WriteString("encoder", description?.Architecture == NetworkDescription.UNetArchitecture ? description.Encoder : null);
        WriteOrNull(json, "microns_per_pixel", (decimal?)description?.MicronsPerPixel);
        json.WriteStartArray("classes");
        foreach (var name in description?.Classes ?? []) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string key, decimal? figure)
    {
        if (figure is { } number) json.WriteNumber(key, number);
        else json.WriteNull(key);
    }

    /// <summary>What there is to say of a network, with weights or without.</summary>
    private sealed record ModelFacts(string Name, NetworkDescription? Description, long Parameters, int SidePx, NetworkCost Cost)
    {
        /// <summary>Its row among the architectures; null for weights.</summary>
        public CatalogEntry? Entry { get; init; }

        /// <summary>Null for architectures.</summary>
        public WeightFacts? Weights { get; init; }
    }

    private sealed record WeightFacts(string Kind, IReadOnlyList<KeyValuePair<string, string>> Scores, string Sha256);
}

using System.CommandLine;
using Karyon.Cli.Console;
using Karyon.Cli.Inputs;
using Karyon.Cli.Weights;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;
using Karyon.Learning.Checkpoints.Names;
using Karyon.Tensors.Serialization;

namespace Karyon.Cli.Commands;

/// <summary><c>karyon convert FILE -o FILE.safetensors</c>: published checkpoints as ours.</summary>
internal sealed class ConvertCommand
{
    private readonly Argument<string> _input = new("FILE") { Description = "Weights: PyTorch, safetensors (or the index of several) or TensorFlow Lite (quantised); told apart by content, never executed" };
    private readonly Option<string> _output = new("--output", "-o") { Description = "The file to write", HelpName = "FILE.safetensors", Required = true };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the weights [default: the file's name]" };
    private readonly Option<string?> _source = new("--source") { Description = "Where the weights come from [default: the file's name]" };
    private readonly Option<string?> _licence = new("--licence", "--license") { Description = "Licence of the weights [default: what the file says]" };
    private readonly Option<double?> _mpp = new("--mpp") { Description = "Pixel size that the network was trained at, µm [default: what the file says]", HelpName = "X" };
    private readonly Option<string?> _classes = ClassesOption.Create();
    private readonly Option<string[]> _scores = new("--score") { Description = "A score that 'karyon models' shall show, e.g. \"MoNuSeg test PQ=0.61\"; may be given several times", HelpName = "NAME=VALUE", DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _names = new("--names") { Description = "A JSON file that says what the input calls its tensors, for transformers and UperHover; docs/how-to/convert-weights.md [default: they are found by ends of names and shapes]", HelpName = "FILE" };
    private readonly Option<string> _type = new("--type") { Description = "How numbers are stored: float32, float16 or bfloat16", HelpName = "TYPE", DefaultValueFactory = _ => "float32" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace an existing file, and the card beside it if this program wrote it" };

    private ConvertCommand() { }

    public static Command Create(Func<ParseResult, Session> open)
    {
        var self = new ConvertCommand();
        var command = new Command("convert", "Convert published checkpoints to safetensors with a card")
            { self._input, self._output, self._name, self._source, self._licence, self._mpp, self._classes, self._names, self._scores, self._type, self._force };
        command.SetAction(parsed => self.Run(open(parsed), parsed));
        return command;
    }

    private int Run(Session session, ParseResult parsed)
    {
        string input = parsed.GetRequiredValue(_input), output = parsed.GetRequiredValue(_output);
        if (!File.Exists(input)) throw new UsageException(Directory.Exists(input) ? $"{input}: this is a folder; give a weight file" : $"{input}: there is no such file; check the path");
        if (Directory.Exists(output)) throw new UsageException($"-o {output}: this is a folder; give the name of a file");
        if (Path.GetFullPath(input) == Path.GetFullPath(output)) throw new UsageException($"-o {output}: this is the input; give another name");
        if (File.Exists(output) && !parsed.GetValue(_force)) throw new UsageException($"-o {output}: the file exists; give another name, or --force to replace it");
        var options = new ConversionOptions
        {
            Name = parsed.GetValue(_name), Source = parsed.GetValue(_source), License = parsed.GetValue(_licence), MicronsPerPixel = parsed.GetValue(_mpp), Classes = ClassesOption.Read(parsed.GetValue(_classes)), Names = NamesOf(parsed.GetValue(_names)), Type = TypeNamed(parsed.GetRequiredValue(_type)),
            Scores = [.. parsed.GetRequiredValue(_scores).Select(ScoreOf)],
        };
        var report = Convert(input, output, options);
        if (options.Classes is null && report.Card.Other.GetValueOrDefault("classes") is { } classes && classes.Split(',')[0] == "type 1")
            session.Warn($"{input}: nobody says what its types are called; they are 'type 1' and so on (--classes pannuke, consep, monusac or FILE names them)");
        var card = CardFile.Write(output, report.Card, parsed.GetValue(_force));
        if (!card.IsWritten) session.Note($"{card.Path}: this card stays as it is; delete it first to have a new one{(card.IsOurs ? ", or give --force" : "")}");
        if (session.Json) WriteJson(session, output, report, card);
        else Show(session, output, report, card);
        return ExitCode.Done;
    }

    private static ConversionReport Convert(string input, string output, ConversionOptions options)
    {
        try
        {
            return ErrorReport.Check(() => CheckpointConverter.Convert(input, output, options));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new UnwritableOutputException($"{output}: cannot be written ({ErrorReport.OneLine(fault).TrimEnd('.')}); choose another place", fault);
        }
    }

    private static NameMap? NamesOf(string? path) =>
        path is null ? null : File.Exists(path) ? NameMap.Read(path) : throw new UsageException($"--names {path}: there is no such file; check the path");

    private static KeyValuePair<string, string> ScoreOf(string text)
    {
        var split = text.LastIndexOf('=');
        var (name, score) = split < 0 ? ("", "") : (text[..split].Trim(), text[(split + 1)..].Trim());
        return name.Length > 0 && score.Length > 0 && !text.Any(char.IsControl)
            ? new(name, score)
            : throw new UsageException($"--score \"{PrintableText.Of(text)}\": give a name and a value, e.g. \"MoNuSeg test PQ=0.61\"");
    }

    private static StoredType TypeNamed(string name) => name switch
    {
        "float32" => StoredType.Float32,
        "float16" => StoredType.Float16,
        "bfloat16" => StoredType.BFloat16,
        _ => throw new UsageException($"--type {name}: use float32, float16 or bfloat16"),
    };

    private static void Show(Session session, string output, ConversionReport report, CardFile written)
    {
        if (session.Verbose)
        {
            var tensors = Tables.Of("tensor", "shape", "was", "stored as");
            foreach (var tensor in report.Tensors) tensors.Add(tensor.Name, tensor.Shape.ToString(), tensor.SourceName, tensor.SourceType);
            session.Show(tensors);
        }
        var card = report.Card;
        var table = Tables.Of("what", "said");
        table.Add("weights", PrintableText.Of(card.Name));
        table.Add("architecture", card.Architecture);
        table.Add("tensors", $"{Figures.Count(report.Tensors.Count)} with {Figures.Count(card.Elements)} elements; {Figures.Count(report.Dropped.Count)} left out{(report.Dropped.Count == 0 ? "" : ": " + PrintableText.Of(string.Join(", ", LeftOut(session, report))))}");
        if (report.Missing.Count > 0) table.Add("not in the file", PrintableText.Of(string.Join(", ", report.Missing)));
        table.Add("input", card.Normalization);
        table.Add("padding", card.Padding);
        table.Add("licence", PrintableText.Of(card.License));
        table.Add("source", $"{PrintableText.Of(card.Source)}, sha256 {card.SourceSha256}");
        foreach (var (name, score) in card.Scores) table.Add("score", PrintableText.Of($"{name} {score}"));
        table.Add("file", output);
        if (written.IsWritten) table.Add("card", written.Path);
        session.Show(table);
    }

    /// <summary>What was left out, counters of batches in one word unless details are asked for.</summary>
    private static IEnumerable<string> LeftOut(Session session, ConversionReport report)
    {
        const string Counter = "num_batches_tracked";
        var counters = report.Dropped.Count(name => name.EndsWith(Counter, StringComparison.Ordinal));
        if (session.Verbose || counters < 2) return report.Dropped;
        return [$"{Figures.Count(counters)} {Counter}", .. report.Dropped.Where(name => !name.EndsWith(Counter, StringComparison.Ordinal))];
    }

    private static void WriteJson(Session session, string output, ConversionReport report, CardFile written) => JsonOutput.Write(session, "karyon.convert/1", json =>
    {
        json.WriteString("file", output);
        if (written.IsWritten) json.WriteString("card", written.Path);
        else json.WriteNull("card");
        json.WriteString("name", report.Card.Name);
        json.WriteString("architecture", report.Card.Architecture);
        json.WriteString("licence", report.Card.License);
        json.WriteString("source", report.Card.Source);
        json.WriteString("source_sha256", report.Card.SourceSha256);
        json.WriteString("normalization", report.Card.Normalization);
        json.WriteString("padding", report.Card.Padding);
        json.WriteNumber("elements", report.Card.Elements);
        json.WriteStartObject("scores");
        foreach (var (name, score) in report.Card.Scores) json.WriteString(name, score);
        json.WriteEndObject();
        json.WriteStartArray("tensors");
        foreach (var tensor in report.Tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteStartArray("shape");
            foreach (var size in tensor.Shape.Sizes) json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WriteString("source_name", tensor.SourceName);
            json.WriteString("source_type", tensor.SourceType);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("missing");
        foreach (var name in report.Missing) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("dropped");
        foreach (var name in report.Dropped) json.WriteStringValue(name);
        json.WriteEndArray();
    });
}

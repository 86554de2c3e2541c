using System.CommandLine;
using Karyon.Cli.Console;
using Karyon.Core.Metrics;
using Karyon.Core.Nuclei;
using Karyon.Data.Datasets;
using Karyon.Learning.Evaluation;

namespace Karyon.Cli.Evaluation;

/// <summary>The options that choose a protocol and its conventions.</summary>
internal sealed class ProtocolChoice
{
    /// <summary>The protocol that ignores classes.</summary>
    public const string Instance = "instance";

    private static readonly string[] Names = [Instance, "type", "pannuke", "consep", "conic", "semantic"];

    private readonly Option<string> _protocol = new("--protocol") { Description = "instance (Dice1, Dice2, AJI, AJI+, DQ, SQ, PQ, F1), type (F1d, F1c), pannuke (mPQ, bPQ), consep (F1d, F1c of four classes), conic (PQ, mPQ+) or semantic (mIoU)", HelpName = "NAME", DefaultValueFactory = _ => Instance };
    private readonly Option<string> _form = new("--form") { Description = "exact, or published (to the last digit as the originals' code has it)", HelpName = "FORM", DefaultValueFactory = _ => "exact" };
    private readonly Option<string?> _bothEmpty = new("--both-empty") { Description = "What an image without nuclei on either side counts in means over images: skip, zero or one [default: skip; conic in the published form: zero]", HelpName = "RULE" };
    private readonly Option<string?> _emptySide = new("--empty-side") { Description = "type, consep: what an image without nuclei on a side gets there: none, or dummy (a point at 0, 0, as HoVer-Net's code) [default: none; published form: dummy]", HelpName = "RULE" };
    private readonly Option<string?> _noBackground = new("--no-background") { Description = "Maps without background: keep all nuclei, or lose-first (the lowest id, as the originals) [default: keep; published form: lose-first]", HelpName = "RULE" };
    private readonly Option<double?> _radius = new("--radius") { Description = "type, consep: largest distance of a pair, px [default: 12 px at 0.25 µm, scaled to the pixel size; published form: 12]", HelpName = "PX" };
    private readonly Option<bool> _partial = new("--partial-classes") { Description = "type, consep: not every true nucleus has a class; those without are no errors of classification" };
    private readonly Option<string> _grouping = new("--grouping") { Description = "consep: the four classes of hover-net or hover-unet", HelpName = "PAPER", DefaultValueFactory = _ => ClassGrouping.HoverNet.Name };
    private readonly Option<string?> _classMap = new("--class-map") { Description = "What class names of the predictions mean: NAME=CLASS,... (CLASS may be none or drop)", HelpName = "LIST" };
    private readonly Option<string?> _classNames = new("--class-names") { Description = "The classes of a folder's truth in the order of their numbers", HelpName = "LIST" };
    private readonly Option<int> _ignore = new("--ignore") { Description = "semantic: the value of pixels that do not count", HelpName = "N", DefaultValueFactory = _ => SemanticCounts.DefaultIgnoreValue };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_protocol, _form, _bothEmpty, _emptySide, _noBackground, _radius, _partial, _grouping, _classMap, _classNames, _ignore]) command.Options.Add(option);
    }

    /// <summary>The protocol's name.</summary>
    /// <exception cref="UsageException">There is no such protocol, or an option is of another one.</exception>
    public string NameOf(ParseResult parsed)
    {
        var name = parsed.GetRequiredValue(_protocol);
        if (!Names.Contains(name)) throw new UsageException($"--protocol {name}: choose {string.Join(", ", Names)}");
        var isPoints = name is "type" or "consep";
        Refuse(_emptySide, isPoints, "type and consep");
        Refuse(_radius, isPoints, "type and consep");
        Refuse(_partial, isPoints, "type and consep");
        Refuse(_grouping, name == "consep", "consep");
        Refuse(_bothEmpty, name is Instance or "conic", "instance and conic");
        Refuse(_classMap, name != Instance, "protocols with classes");
        Refuse(_classNames, name != Instance, "protocols with classes");
        Refuse(_noBackground, name is not (Instance or "semantic"), "type, consep, pannuke and conic");
        Refuse(_ignore, name == "semantic", "semantic");
        return name;

        void Refuse(Option option, bool fits, string owners)
        {
            if (!fits && parsed.GetResult(option) is { Implicit: false }) throw new UsageException($"{option.Name} is of {owners}, not of --protocol {name}");
        }
    }

    /// <summary>The form of the figures.</summary>
    /// <exception cref="UsageException">There is no such form.</exception>
    public MetricForm FormOf(ParseResult parsed) => parsed.GetRequiredValue(_form) switch
    {
        "exact" => MetricForm.Exact,
        "published" => MetricForm.Published,
        var other => throw new UsageException($"--form {other}: use exact or published"),
    };

    /// <summary>What an image without nuclei counts; null: what follows from protocol and form.</summary>
    /// <exception cref="UsageException">There is no such rule.</exception>
    public EmptyImageRule? BothEmptyOf(ParseResult parsed) => parsed.GetValue(_bothEmpty) switch
    {
        null => null,
        "skip" => EmptyImageRule.Skip,
        "zero" => EmptyImageRule.Zero,
        "one" => EmptyImageRule.One,
        var other => throw new UsageException($"--both-empty {other}: use skip, zero or one"),
    };

    /// <summary>How truth is opened for a protocol.</summary>
    public DatasetOptions With(DatasetOptions options, ParseResult parsed, string protocol) => protocol == Instance ? options : options with
    {
        WithClasses = true, ClassMaps = protocol == "semantic", IgnoreValue = parsed.GetValue(_ignore), ClassNames = List(parsed.GetValue(_classNames)),
    };

    /// <summary>The conventions of a typed protocol.</summary>
    /// <exception cref="UsageException">An option has no such value.</exception>
    public ProtocolOptions OptionsOf(ParseResult parsed, string truthRule, int resamples, ulong seed, double? micronsPerPixel)
    {
        if (parsed.GetValue(_radius) is { } radius && !(radius > 0 && double.IsFinite(radius))) throw new UsageException($"--radius {radius}: give a distance above 0 px");
        return new ProtocolOptions
        {
            Resamples = resamples, Seed = seed, TruthRule = truthRule, Form = FormOf(parsed), BothEmpty = BothEmptyOf(parsed), RadiusPx = parsed.GetValue(_radius),
            MicronsPerPixel = micronsPerPixel, Exhaustive = !parsed.GetValue(_partial), IgnoreValue = parsed.GetValue(_ignore),
            DummyPoints = parsed.GetValue(_emptySide) switch { null => null, "none" => false, "dummy" => true, var other => throw new UsageException($"--empty-side {other}: use none or dummy") },
            LoseFirstWithoutBackground = parsed.GetValue(_noBackground) switch { null => null, "keep" => false, "lose-first" => true, var other => throw new UsageException($"--no-background {other}: use keep or lose-first") },
        };
    }

    /// <summary>What class names mean.</summary>
    /// <exception cref="UsageException">The truth has no classes, or an option names none of them.</exception>
    public ClassNaming NamingOf(ParseResult parsed, string protocol, IDataset truth)
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in List(parsed.GetValue(_classMap)) ?? [])
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !map.TryAdd(parts[0], parts[1])) throw new UsageException($"--class-map {pair}: write NAME=CLASS, each name once");
        }
        if (protocol == "consep")
        {
            if (truth.Classes.Name != "consep") throw new UsageException($"--protocol consep is of CoNSeP's classes; {truth.Name} has others (consep=FOLDER names that set, --protocol type scores any)");
            return ErrorReport.Check(() => new ClassNaming(ClassGrouping.Named(parsed.GetRequiredValue(_grouping)), truth.Classes, map));
        }
        if (truth.Classes.Classes.Count == 0 || truth.Classes == ClassScheme.Untyped)
            throw new UsageException($"{truth.Name}: the truth has no classes, which --protocol {protocol} needs; label images need NAME.csv with id and class beside them");
        return ErrorReport.Check(() => new ClassNaming(truth.Classes, map));
    }

    /// <summary>The protocol.</summary>
    public static IProtocol Create(string name, ClassScheme classes, ProtocolOptions options) => name switch
    {
        "pannuke" => new PanNukeProtocol(classes, options),
        "conic" => new ConicProtocol(classes, options),
        "semantic" => new SemanticProtocol(classes, options),
        _ => new TypeProtocol(name, classes, options),
    };

    private static string[]? List(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

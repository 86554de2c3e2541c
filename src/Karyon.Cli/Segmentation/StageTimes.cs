namespace Karyon.Cli.Segmentation;

/// <summary>Seconds per stage. With several threads reading and decoding overlap with the network, so the sum can exceed the total.</summary>
/// <param name="Read">Reading and decoding the file, cutting tiles.</param>
/// <param name="Network">The network.</param>
/// <param name="Decode">From maps to nuclei.</param>
/// <param name="Write">Writing results.</param>
/// <param name="Total">By the clock.</param>
internal sealed record StageTimes(double Read, double Network, double Decode, double Write, double Total)
{
    public static StageTimes None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>The stages by name, in the order of the work.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Stages => [new("read", Read), new("network", Network), new("decode", Decode), new("write", Write)];

    /// <summary>The stage that takes most; null where nothing took any.</summary>
    public string? Slowest => Total > 0 ? Stages.MaxBy(stage => stage.Value).Key : null;

    public static StageTimes operator +(StageTimes a, StageTimes b) =>
        new(a.Read + b.Read, a.Network + b.Network, a.Decode + b.Decode, a.Write + b.Write, a.Total + b.Total);
}

using System.IO.Enumeration;
using Karyon.Tensors;

namespace Karyon.Learning.Checkpoints;

/// <summary>Tensors of a published format that a network of ours has no place for, and needs none.</summary>
/// <param name="Pattern">Their names; <c>*</c> stands for any characters, e.g. <c>*.num_batches_tracked</c>.</param>
/// <param name="Reason">Why they are not needed, for people.</param>
/// <param name="IsAsExpected">What must hold of such a tensor so that it may be left out; null: nothing.</param>
public sealed record IgnoredTensors(string Pattern, string Reason, Func<Tensor, bool>? IsAsExpected = null)
{
    /// <summary>All that the network does not ask for: where a file holds more than the network.</summary>
    public static IgnoredTensors Others { get; } = new("*", "not of this network");

    /// <summary>The counters of batch norms, which training alone looks at.</summary>
    public static IgnoredTensors BatchCounters { get; } = new("*num_batches_tracked", "counts batches of a training that is over");

    /// <summary>hover_net's block of ones by which images are doubled; were it anything else, doubling would be another operation.</summary>
    public static IgnoredTensors UnpoolMatrix { get; } = new("*unpool_mat", "a block of ones", static tensor => !tensor.Span.ContainsAnyExcept(1f));

    /// <summary>Whether a name is one of these.</summary>
    public bool Matches(string name) => FileSystemName.MatchesSimpleExpression(Pattern, name, ignoreCase: false);
}

using System.Text;
using Karyon.Data.Codecs;
using Karyon.Data.Exports;
using Karyon.Learning.Checkpoints;

namespace Karyon.Cli.Weights;

/// <summary>
/// The card of converted weights as a Markdown file beside them: <c>NAME.md</c> for <c>NAME.safetensors</c>. A card that people wrote, or took over,
/// is never replaced: cards of this program end with a line that says so.
/// </summary>
/// <param name="Path">The card.</param>
/// <param name="IsWritten">Whether it was written now; false: one was there, and stays.</param>
/// <param name="IsOurs">Whether this program wrote what stands there.</param>
internal sealed record CardFile(string Path, bool IsWritten, bool IsOurs)
{
    private const string Signature = "<!-- Written by karyon convert. Take this line away to keep a text of your own here. -->";

    /// <summary>Writes a card, unless one stands there that is to stay.</summary>
    /// <param name="weights">The weight file.</param>
    /// <param name="card">What to write.</param>
    /// <param name="replace">Whether a card that this program wrote may be replaced.</param>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    /// <exception cref="InvalidFileException">The card that stands there cannot be read.</exception>
    public static CardFile Write(string weights, CheckpointCard card, bool replace)
    {
        var path = System.IO.Path.ChangeExtension(weights, ".md");
        // Weights may bear any name.
        if (path == weights) path += ".md";
        var isThere = File.Exists(path);
        var isOurs = !isThere || IsSigned(path);
        if (isThere && !(replace && isOurs)) return new CardFile(path, IsWritten: false, isOurs);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes($"{card.ToMarkdown()}\n{Signature}\n")));
        return new CardFile(path, IsWritten: true, IsOurs: true);
    }

    private static bool IsSigned(string path)
    {
        try
        {
            return File.ReadLines(path).Contains(Signature, StringComparer.Ordinal);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException($"{path}: the card beside the weights cannot be read ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')})", fault);
        }
    }
}

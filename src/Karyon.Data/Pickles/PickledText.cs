using System.Text;

namespace Karyon.Data.Pickles;

/// <summary>Bytes that protocol 2 wrote as a text of the same code points; they are made when asked for, so that a pickle cannot multiply them.</summary>
/// <param name="Text">The text.</param>
internal sealed record PickledText(string Text)
{
    /// <summary>Makes it from (text, "latin1").</summary>
    public static PickledText Make(PickleCall call) =>
        call.Argument<string>(1) is "latin1" or "latin-1" ? new PickledText(call.Argument<string>(0)) : throw call.Invalid("only latin1 is read");

    /// <summary>The bytes of a value that stands for some (a byte string, a text of protocol 2 or of Python 2); null where it does not.</summary>
    public static byte[]? Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        PickledText { Text: var text } => Bytes(text),
        string text when !text.Any(character => character > 0xFF) => Encoding.Latin1.GetBytes(text),
        _ => null,
    };
}

namespace Karyon.Tensors.Serialization;

/// <summary>Names and texts from files of others, fit for a one-line message.</summary>
public static class PrintableText
{
    /// <summary>The text with a question mark for each control character: those would break the line, or drive the terminal.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) : text;
    }
}

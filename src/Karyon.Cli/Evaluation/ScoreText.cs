using System.Globalization;
using System.Text;

namespace Karyon.Cli.Evaluation;

/// <summary>Scores and their names as text.</summary>
internal static class ScoreText
{
    /// <summary>A score with four decimals; a dash where there is none.</summary>
    public static string Share(double? figure) => figure is { } value && double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "-";

    /// <summary>A figure's name as a JSON key: lower case, <c>+</c> as <c>_plus</c>, everything else that is no letter or digit as one <c>_</c>.</summary>
    public static string Key(string figure)
    {
        var key = new StringBuilder();
        foreach (var character in figure.ToLowerInvariant().Replace("+", "_plus", StringComparison.Ordinal))
        {
            if (char.IsAsciiLetterOrDigit(character)) key.Append(character);
            else if (key.Length > 0 && key[^1] != '_') key.Append('_');
        }
        return key.ToString().TrimEnd('_');
    }
}

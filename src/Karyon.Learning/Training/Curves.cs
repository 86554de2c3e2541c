using System.Globalization;
using System.Text;

namespace Karyon.Learning.Training;

/// <summary>Draws a run's figures as SVG: one panel a metric, group by colour.</summary>
internal static class Curves
{
    private const int Width = 420, Height = 220, Margin = 44;
    private static readonly string[] Colours = ["#1f5fa8", "#c44e1f", "#3a8a3a", "#7a4fa0"];

    public static string Draw(IReadOnlyList<(long Step, string Group, string Metric, double Value)> rows)
    {
        var panels = rows.Where(row => double.IsFinite(row.Value)).GroupBy(row => row.Metric, StringComparer.Ordinal).ToList();
        const int Columns = 2;
        var lines = Math.Max((panels.Count + Columns - 1) / Columns, 1);
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Columns * Width}\" height=\"{lines * Height}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var i = 0; i < panels.Count; i++)
        {
            Append(svg, $"<g transform=\"translate({i % Columns * Width},{i / Columns * Height})\">\n");
            Panel(svg, panels[i].Key, [.. panels[i]]);
            svg.Append("</g>\n");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder svg, string metric, IReadOnlyList<(long Step, string Group, string Metric, double Value)> rows)
    {
        double low = rows.Min(row => row.Value), high = rows.Max(row => row.Value), last = Math.Max(rows.Max(row => row.Step), 1);
        if (high - low < 1e-12) high = low + 1;
        double X(long step) => Margin + step / last * (Width - Margin - 14);
        double Y(double value) => Height - 28 - (value - low) / (high - low) * (Height - 28 - 26);
        Append(svg, $"<text x=\"{Margin}\" y=\"16\" font-weight=\"bold\">{metric}</text>\n");
        Append(svg, $"<path d=\"M{Margin} 26V{Height - 28}H{Width - 14}\" fill=\"none\" stroke=\"#888\"/>\n");
        Append(svg, $"<text x=\"{Margin - 4}\" y=\"30\" text-anchor=\"end\">{high:G3}</text><text x=\"{Margin - 4}\" y=\"{Height - 28}\" text-anchor=\"end\">{low:G3}</text>");
        Append(svg, $"<text x=\"{Width - 14}\" y=\"{Height - 12}\" text-anchor=\"end\">step {last}</text>\n");
        var groups = rows.GroupBy(row => row.Group, StringComparer.Ordinal).ToList();
        for (var g = 0; g < groups.Count; g++)
        {
            svg.Append("<polyline fill=\"none\" stroke-width=\"1.4\" stroke=\"").Append(Colours[g % Colours.Length]).Append("\" points=\"");
            foreach (var row in groups[g]) Append(svg, $"{X(row.Step):0.#},{Y(row.Value):0.#} ");
            svg.Append("\"/>\n");
            Append(svg, $"<text x=\"{Width - 14}\" y=\"{16 + 12 * g}\" text-anchor=\"end\" fill=\"{Colours[g % Colours.Length]}\">{groups[g].Key}</text>\n");
        }
    }

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture));
}

using Spectre.Console;

namespace Karyon.Cli.Console;

/// <summary>The look that all tables share.</summary>
internal static class Tables
{
    /// <summary>A table whose columns hold text, or figures where the name starts with <c>#</c>: aligned right, and never broken on a narrow terminal.</summary>
    public static Table Of(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple, ShowRowSeparators = false };
        foreach (var name in columns)
        {
            var column = new TableColumn(new Text(name.TrimStart('#'), new Style(decoration: Decoration.Bold))) { NoWrap = name.StartsWith('#'), Padding = new Padding(0, 0, 1, 0) };
            table.AddColumn(name.StartsWith('#') ? column.RightAligned() : column);
        }
        return table;
    }

    /// <summary>Adds a row of plain text; brackets are no markup.</summary>
    public static void Add(this Table table, params IReadOnlyList<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}

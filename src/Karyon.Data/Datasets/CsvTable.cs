using System.Globalization;
using System.Text;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>A small table of text with a header line: comma-separated, fields in double quotes where they hold commas (RFC 4180). Gzip is undone.</summary>
internal sealed class CsvTable
{
    private const long MaxBytes = 256L << 20;

    private readonly string _path;
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<(int Line, string[] Fields)> _rows = [];
    private int _width;

    private CsvTable(string path) => _path = path;

    /// <summary>Number of rows below the header.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns that must be there.</param>
    /// <exception cref="InvalidFileException">The file is absent or malformed, or a column is missing.</exception>
    public static CsvTable Read(string path, params ReadOnlySpan<string> columns)
    {
        var table = new CsvTable(path);
        table.Parse(Encoding.UTF8.GetString(BoundedFile.ReadAllBytes(path, MaxBytes)).TrimStart('\uFEFF'));
        foreach (var column in columns)
            if (!table._columns.ContainsKey(column)) throw new InvalidFileException($"{path}: the column '{column}' is missing from the first line");
        return table;
    }

    /// <summary>Whether there is a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>A field as text.</summary>
    public string Text(int row, string column) => _rows[row].Fields[_columns[column]];

    /// <summary>A field as a number.</summary>
    /// <exception cref="InvalidFileException">It is none, or not finite.</exception>
    public double Number(int row, string column) => ParseNumber(Text(row, column), row, column);

    /// <summary>A field as a whole number.</summary>
    /// <exception cref="InvalidFileException">It is none.</exception>
    public int Integer(int row, string column) =>
        int.TryParse(Text(row, column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw Malformed(row, $"'{Text(row, column)}' in column '{column}' is no whole number");

    /// <summary>A field as numbers between commas; none where it is empty.</summary>
    /// <exception cref="InvalidFileException">A part is no number.</exception>
    public double[] Numbers(int row, string column)
    {
        var text = Text(row, column);
        return text.Length == 0 ? [] : Array.ConvertAll(text.Split(','), part => ParseNumber(part, row, column));
    }

    /// <summary>An error that names the row's line.</summary>
    public InvalidFileException Malformed(int row, string what) => new($"{_path}, line {_rows[row].Line}: {what}");

    private double ParseNumber(string text, int row, string column) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value
        : throw Malformed(row, $"'{text}' in column '{column}' is no number");

    private void Parse(string text)
    {
        int position = 0, line = 1;
        while (position < text.Length)
        {
            var start = line;
            var fields = ParseRecord(text, ref position, ref line);
            if (fields is [""]) continue;
            if (_columns.Count == 0)
            {
                for (var i = 0; i < fields.Length; i++) _columns.TryAdd(fields[i].Trim(), i);
                _width = fields.Length;
                continue;
            }
            if (fields.Length != _width) throw new InvalidFileException($"{_path}, line {start}: {fields.Length} fields, the first line has {_width}");
            _rows.Add((start, fields));
        }
        if (_columns.Count == 0) throw new InvalidFileException($"{_path}: the table is empty");
    }

    private string[] ParseRecord(string text, ref int position, ref int line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        while (true)
        {
            if (position < text.Length && text[position] == '"')
            {
                var start = line;
                for (position++; ; position++)
                {
                    if (position >= text.Length) throw new InvalidFileException($"{_path}, line {start}: a quoted field does not end");
                    if (text[position] == '\n') line++;
                    if (text[position] != '"') field.Append(text[position]);
                    else if (position + 1 < text.Length && text[position + 1] == '"') field.Append(text[position++]);
                    else break;
                }
                position++;
            }
            while (position < text.Length && text[position] is not (',' or '\n')) field.Append(text[position++]);
            var last = position >= text.Length || text[position] == '\n';
            if (last && field.Length > 0 && field[^1] == '\r') field.Length--;
            fields.Add(field.ToString());
            field.Clear();
            position++;
            if (!last) continue;
            line++;
            return [.. fields];
        }
    }
}

namespace Karyon.Data.Synthesis;

/// <summary>Cells by square of the plane, for neighbour queries in constant time. Written by one thread; then readable by many.</summary>
internal sealed class CellGrid
{
    private readonly double _side, _origin;
    private readonly int _columns, _rows;
    private readonly List<PlacedCell>?[] _squares;

    /// <summary>Makes an empty grid over the tile and its margin.</summary>
    /// <param name="field">The tile.</param>
    /// <param name="side">Side of a square, µm.</param>
    public CellGrid(TissueField field, double side)
    {
        _side = side;
        _origin = -TissueField.Margin - 1;
        _columns = (int)((field.Width - 2 * _origin) / side) + 1;
        _rows = (int)((field.Height - 2 * _origin) / side) + 1;
        _squares = new List<PlacedCell>?[_columns * _rows];
    }

    /// <summary>Adds a cell to the square of its centre.</summary>
    public void Add(PlacedCell cell) =>
        (_squares[Row(cell.Outline.Y) * _columns + Column(cell.Outline.X)] ??= []).Add(cell);

    /// <summary>The square of a row and column, or null where it is empty or outside.</summary>
    public List<PlacedCell>? Square(int row, int column) =>
        (uint)row < (uint)_rows && (uint)column < (uint)_columns ? _squares[row * _columns + column] : null;

    /// <summary>The column of squares that holds a place.</summary>
    public int Column(double x) => Math.Clamp((int)((x - _origin) / _side), 0, _columns - 1);

    /// <summary>The row of squares that holds a place.</summary>
    public int Row(double y) => Math.Clamp((int)((y - _origin) / _side), 0, _rows - 1);

    /// <summary>
    /// Whether a nucleus fits: along the line between the centres, every neighbour leaves at least <paramref name="spacing"/> times
    /// the sum of both radii (1 touches, below 1 overlaps).
    /// </summary>
    public bool Fits(Blob outline, double spacing, double largestReach)
    {
        var reach = outline.Long + largestReach;
        int top = Row(outline.Y - reach), bottom = Row(outline.Y + reach), left = Column(outline.X - reach), right = Column(outline.X + reach);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                if (_squares[row * _columns + column] is not { } square) continue;
                foreach (var cell in square)
                {
                    double dx = cell.Outline.X - outline.X, dy = cell.Outline.Y - outline.Y, distance = Math.Sqrt(dx * dx + dy * dy);
                    if (distance < 1e-6) return false;
                    var radii = outline.RadiusTowards(dx / distance, dy / distance) + cell.Outline.RadiusTowards(dx / distance, dy / distance);
                    // The short half axes bound the gap where two spindles lie side by side and the line between centres runs askew.
                    if (distance < spacing * radii || distance < 0.9 * (outline.Short + cell.Outline.Short)) return false;
                }
            }
        }
        return true;
    }
}

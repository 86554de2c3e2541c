using System.Buffers;
using Karyon.Data.Codecs.Jpeg.Kernels;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Turns component planes into interleaved pixels, row by row: upsampling as libjpeg's "fancy" filters define it, then colour.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly Frame _frame;
    private readonly SamplePlane[] _planes;
    private readonly UpsamplingKind[] _kinds;
    private readonly byte[]?[] _rows;
    private readonly StoredColor _color;
    private readonly byte[] _output;
    private readonly int _channels;
    private readonly bool _needsRowBelow;
    private int _nextRow;

    public RowWriter(Frame frame, SamplePlane[] planes, StoredColor color, byte[] output)
    {
        (_frame, _planes, _color, _output) = (frame, planes, color, output);
        _channels = frame.Components.Length;
        _kinds = [.. frame.Components.Select(c => Upsampling.Kind(frame.MaxH / c.H, frame.MaxV / c.V, c.Width))];
        _rows = new byte[]?[_channels];
        for (var i = 0; i < _channels; i++)
        {
            if (_kinds[i] == UpsamplingKind.None) continue;
            var component = frame.Components[i];
            _rows[i] = ArrayPool<byte>.Shared.Rent(component.Width * (frame.MaxH / component.H));
            _needsRowBelow |= _kinds[i] is UpsamplingKind.TriangleDown or UpsamplingKind.TriangleBoth;
        }
    }

    /// <summary>Writes the pixel rows that are complete once a number of MCU rows is decoded.</summary>
    public void Advance(int mcuRows)
    {
        var end = mcuRows >= _frame.McusDown ? _frame.Height : mcuRows * 8 * _frame.MaxV - (_needsRowBelow ? 1 : 0);
        for (; _nextRow < end; _nextRow++)
            WriteRow(_nextRow);
    }

    /// <summary>Returns the pooled rows.</summary>
    public void Dispose()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i] is { } row) ArrayPool<byte>.Shared.Return(row);
            _rows[i] = null;
        }
    }

    private void WriteRow(int row)
    {
        var output = _output.AsSpan(row * _frame.Width * _channels, _frame.Width * _channels);
        var first = Samples(0, row);
        switch (_color)
        {
            case StoredColor.Grey:
                first.CopyTo(output);
                break;
            case StoredColor.Rgb:
                ColorConversion.Interleave(first, Samples(1, row), Samples(2, row), output);
                break;
            case StoredColor.YCbCr:
                ColorConversion.YccToRgb(first, Samples(1, row), Samples(2, row), output);
                break;
            case StoredColor.Cmyk or StoredColor.InvertedCmyk:
                ColorConversion.Interleave(first, Samples(1, row), Samples(2, row), Samples(3, row), output,
                    _color == StoredColor.InvertedCmyk ? (byte)0xFF : (byte)0);
                break;
            default:
                ColorConversion.InvertedYcckToCmyk(first, Samples(1, row), Samples(2, row), Samples(3, row), output);
                break;
        }
    }

    /// <summary>One row of a component at the image's width.</summary>
    private ReadOnlySpan<byte> Samples(int index, int row)
    {
        var component = _frame.Components[index];
        var plane = _planes[index];
        int down = _frame.MaxV / component.V, across = _frame.MaxH / component.H, at = row / down;
        if (_kinds[index] == UpsamplingKind.None) return plane.Row(at, _frame.Width);

        var near = plane.Row(at, component.Width);
        // The upper of two rows leans on the row above it, the lower on the one below; at the edges the row itself stands in.
        var upper = row % down == 0;
        var far = upper ? plane.Row(Math.Max(at - 1, 0), component.Width) : plane.Row(Math.Min(at + 1, component.Height - 1), component.Width);
        var result = _rows[index].AsSpan(0, component.Width * across);
        switch (_kinds[index])
        {
            case UpsamplingKind.TriangleAcross:
                Upsampling.TriangleAcross(near, result);
                break;
            case UpsamplingKind.TriangleDown:
                Upsampling.TriangleDown(near, far, upper ? 1 : 2, result);
                break;
            case UpsamplingKind.TriangleBoth:
                Upsampling.TriangleBoth(near, far, result);
                break;
            default:
                Upsampling.Replicate(near, across, result);
                break;
        }
        return result[.._frame.Width];
    }
}

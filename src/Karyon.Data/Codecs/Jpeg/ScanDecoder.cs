using System.Diagnostics.CodeAnalysis;

namespace Karyon.Data.Codecs.Jpeg;

/// <summary>Walks the MCUs of a scan and its restart intervals (T.81, F.2.1.3 and E.2.4); what a block holds is the derived class's matter.</summary>
internal abstract class ScanDecoder(string name, Frame frame, Scan scan)
{
    private EntropyData? _data;

    /// <summary>The scan.</summary>
    protected Scan Scan { get; } = scan;

    /// <summary>The last DC value of each of the scan's components.</summary>
    protected int[] Predictors { get; } = new int[scan.Components.Length];

    /// <summary>Whether all components come interleaved; else one alone.</summary>
    private bool IsInterleaved => Scan.Components.Length > 1;

    /// <summary>Decodes the entropy-coded data behind a scan header.</summary>
    /// <param name="file">The whole stream.</param>
    /// <param name="offset">Where the data start.</param>
    /// <param name="restartInterval">MCUs between restart markers, or 0.</param>
    /// <param name="rowDone">Called after each row of MCUs with its number.</param>
    /// <returns>The offset of the marker that ends the scan.</returns>
    public int Decode(ReadOnlySpan<byte> file, int offset, int restartInterval, Action<int>? rowDone)
    {
        using var data = new EntropyData();
        _data = data;
        var end = data.Load(file, offset);
        var component = Scan.Components[0].Component;
        var (across, down) = IsInterleaved ? (frame.McusAcross, frame.McusDown) : (component.BlocksAcross, component.BlocksDown);
        var cursor = default(BitCursor);
        int untilRestart = restartInterval, restarts = 0;
        for (var row = 0; row < down; row++)
        {
            for (var column = 0; column < across; column++)
            {
                if (restartInterval > 0 && untilRestart-- == 0)
                {
                    CheckConsumed(cursor, mustBeAll: true);
                    end = Restart(file, end, restarts++);
                    cursor = default;
                    untilRestart = restartInterval - 1;
                }
                DecodeMcu(ref cursor, row, column);
            }
            rowDone?.Invoke(row);
        }
        CheckConsumed(cursor, mustBeAll: false);
        _data = null;
        return end;
    }

    /// <summary>Decodes one block of the scan's n-th component.</summary>
    protected abstract void DecodeBlock(ref BitCursor cursor, ReadOnlySpan<byte> data, int part, int blockRow, int blockColumn);

    /// <summary>Forgets what a restart marker ends; predictors are cleared already.</summary>
    protected virtual void Reset() { }

    /// <summary>Refuses data that are no code; or, where they ran out, says that.</summary>
    /// <param name="what">What is wrong.</param>
    /// <param name="consumed">Bytes of the entropy-coded data taken so far; by value, for a cursor whose address is taken does not stay in registers.</param>
    [DoesNotReturn]
    protected void Corrupt(string what, int consumed)
    {
        if (consumed > _data!.Length) JpegFault.Truncated(name, _data.FileOffset + (long)_data.Length);
        JpegFault.Corrupt(name, what, _data.FileOffset + (long)consumed);
    }

    private void DecodeMcu(ref BitCursor cursor, int row, int column)
    {
        var bytes = _data!.Bytes;
        var length = _data.Length;
        if (!IsInterleaved)
        {
            if (cursor.Consumed > length) JpegFault.Truncated(name, _data.FileOffset + (long)length);
            DecodeBlock(ref cursor, bytes, 0, row, column);
            return;
        }
        for (var part = 0; part < Scan.Components.Length; part++)
        {
            var component = Scan.Components[part].Component;
            for (var v = 0; v < component.V; v++)
            {
                for (var h = 0; h < component.H; h++)
                {
                    // The zeros behind the data last for one block: so this is asked once a block.
                    if (cursor.Consumed > length) JpegFault.Truncated(name, _data.FileOffset + (long)length);
                    DecodeBlock(ref cursor, bytes, part, row * component.V + v, column * component.H + h);
                }
            }
        }
    }

    private int Restart(ReadOnlySpan<byte> file, int end, int count)
    {
        var reader = new MarkerReader(file, name) { Position = end };
        var marker = reader.ReadMarker();
        var expected = Marker.Rst0 + count % 8;
        if (marker != expected)
            JpegFault.Corrupt(name, $"marker FF {marker:X2} stands where restart marker FF {expected:X2} must", end);
        Array.Clear(Predictors);
        Reset();
        return _data!.Load(file, reader.Position);
    }

    private void CheckConsumed(in BitCursor cursor, bool mustBeAll)
    {
        var consumed = cursor.Position * 8L - cursor.Count;
        if (consumed > _data!.Length * 8L) JpegFault.Truncated(name, _data.FileOffset + (long)_data.Length);
        if (mustBeAll && _data.Length - (consumed + 7) / 8 > 0)
            JpegFault.Corrupt(name, "a restart interval holds more data than its blocks take", _data.FileOffset + (consumed + 7) / 8);
    }
}

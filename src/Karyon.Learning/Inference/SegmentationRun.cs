using System.Diagnostics;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;

namespace Karyon.Learning.Inference;

/// <summary>
/// One image on its way: tiles are read ahead, go through the network one after the other, their maps fill the strip, and each row of windows
/// is decoded as soon as its maps are there.
/// </summary>
internal sealed class SegmentationRun : IDisposable
{
    /// <summary>Tiles read ahead of the network: one to wait, one under way.</summary>
    private const int TilesAhead = 2;

    /// <summary>Windows that are counted when tiles are fitted into memory, whatever the number of threads: tiles must not depend on that.</summary>
    private const int CountedWindows = 2;

    private readonly NetworkView _view;
    private readonly IMapPredictor _predictor;
    private readonly WindowGrid _windows;
    private readonly WindowDecoder _decoder;
    private readonly SeamResolver _seams;
    private readonly MapStrip _strip;
    private readonly MapTile _maps = new();
    private readonly bool[] _blank;
    private readonly OrderedWork<TilePixels> _reading;
    private readonly OrderedWork<DecodedWindow> _decoding;
    private readonly Stack<TilePixels> _freePixels = new();
    private readonly Stack<WindowMaps> _freeMaps = new();
    private readonly Action<Nucleus> _emit;
    private readonly int _decodersAtEnd;
    private long _readTicks;
    private long _networkTicks;
    private long _decodeTicks;
    private int _nuclei;

    public SegmentationRun(
        NetworkView view, IMapPredictor predictor, INucleusDecoder decoder, SegmentationOptions options, int threads, Action<Nucleus> emit)
    {
        (_view, _predictor, _emit) = (view, predictor, emit);
        _windows = new WindowGrid(view.Width, view.Height, decoder.HaloPx);
        _decoder = new WindowDecoder(_windows, decoder, predictor.TypeChannels);
        _seams = new SeamResolver(_windows, decoder.MinimumArea, Emit);
        _reading = new OrderedWork<TilePixels>(threads == 1 ? 0 : TilesAhead);
        Layout = Fit(options, out var spareBytes);
        // Half the threads while the network needs them too, all of them for what is left at the end.
        _decodersAtEnd = threads == 1 ? 0 : (int)Math.Min(threads, CountedWindows + spareBytes / WindowBytes());
        _decoding = new OrderedWork<DecodedWindow>(Math.Min(threads / 2, _decodersAtEnd));
        _blank = new bool[Layout.Count];
        _strip = new MapStrip(view.Width, StripRows(Layout), predictor.TypeChannels > 0);
    }

    /// <summary>How the image is cut.</summary>
    public TileLayout Layout { get; }

    /// <summary>Tiles that the network was spared.</summary>
    public int BlankTiles { get; private set; }

    /// <summary>Segments the image.</summary>
    public void Execute(IProgress<SegmentationProgress>? progress, CancellationToken cancellation)
    {
        int next = 0, windowRow = 0;
        for (var tile = 0; tile < Layout.Count; tile++)
        {
            cancellation.ThrowIfCancellationRequested();
            while (next < Layout.Count && (next == tile || !_reading.IsFull)) BeginRead(next++);
            Predict(tile, _reading.Take());
            progress?.Report(new SegmentationProgress(tile + 1, Layout.Count, _nuclei));
            if ((tile + 1) % Layout.Columns != 0) continue;
            var mapsTo = Layout.Core(0, tile / Layout.Columns).Bottom;
            if (tile + 1 == Layout.Count) _decoding.Depth = _decodersAtEnd;
            while (windowRow < _windows.Rows && _windows.Window(0, windowRow).Bottom <= mapsTo) DecodeRow(windowRow++);
            if (windowRow < _windows.Rows) _strip.DropAbove(_windows.Window(0, windowRow).Y);
        }
        while (_decoding.Count > 0) TakeWindow();
        _seams.Finish();
        progress?.Report(new SegmentationProgress(Layout.Count, Layout.Count, _nuclei));
    }

    /// <summary>The time so far.</summary>
    public SegmentationTimings TimingsSince(long start) => new(
        Seconds(_readTicks), Seconds(_networkTicks), Seconds(_decodeTicks), Stopwatch.GetElapsedTime(start).TotalSeconds);

    /// <summary>Waits for what other threads are at.</summary>
    public void Dispose()
    {
        _reading.Dispose();
        _decoding.Dispose();
    }

    /// <summary>The layout of the options, with smaller tiles where memory asks for it.</summary>
    /// <param name="options">Wanted tile size and bound.</param>
    /// <param name="spareBytes">What is left of the bound.</param>
    private TileLayout Fit(SegmentationOptions options, out long spareBytes)
    {
        var start = Stopwatch.GetTimestamp();
        var size = options.TileSize ?? SegmentationOptions.DefaultTile;
        var isFixed = _predictor.Tiles is not null;
        while (true)
        {
            var layout = isFixed ? TileLayout.Overlapping(_view.Width, _view.Height, size) : TileLayout.For(_view.Width, _view.Height, size, options.ContextPx, options.BorderPx);
            spareBytes = long.MaxValue;
            // Without a bound no plan is made before a tile needs it: a blank image needs none.
            if (options.MemoryBytes == long.MaxValue) return layout;
            spareBytes = options.MemoryBytes - MapStrip.Bytes(_view.Width, StripRows(layout), _predictor.TypeChannels > 0) - TileBytes(layout) - CountedWindows * WindowBytes();
            // A plan is made only where the rest leaves room for one; the smallest tiles, and those that a network wants, are used whatever they need.
            var smallest = isFixed || size == SegmentationOptions.SmallestTile;
            var plan = spareBytes > 0 || smallest ? _predictor.Prepare(layout.TileWidth, layout.TileHeight) : long.MaxValue;
            if (smallest || plan <= spareBytes)
            {
                _networkTicks += Stopwatch.GetTimestamp() - start;
                spareBytes = Math.Max(0, spareBytes - plan);
                return layout;
            }
            _predictor.Release();
            size = Smaller(size, layout, spareBytes <= 0 ? 0.25 : (double)spareBytes / plan);
        }
    }

    /// <summary>A tile size whose tiles take at most a share of the memory of those of a layout.</summary>
    private static int Smaller(int size, TileLayout layout, double share)
    {
        var side = (int)(Math.Max(layout.TileWidth, layout.TileHeight) * Math.Sqrt(share)) - 2 * layout.ContextPx;
        return Math.Max(SegmentationOptions.SmallestTile, Math.Min(side, size - TileLayout.Grid) / TileLayout.Grid * TileLayout.Grid);
    }

    /// <summary>Bytes of a tile's maps and of the tiles read ahead.</summary>
    private long TileBytes(TileLayout layout) => (4L * (3 + _predictor.TypeChannels) + 3 * (TilesAhead + 1)) * layout.TileWidth * layout.TileHeight;

    /// <summary>
    /// Rows that are alive at most: a row of windows that lacks its last row of maps, and the row of tiles that brings it.
    /// </summary>
    private int StripRows(TileLayout layout) => Math.Min(layout.Height, WindowGrid.CorePx + 2 * _windows.HaloPx + layout.GreatestCoreHeight);

    private long WindowBytes() =>
        45L * Math.Min(_view.Width, WindowGrid.CorePx + 2 * _windows.HaloPx) * Math.Min(_view.Height, WindowGrid.CorePx + 2 * _windows.HaloPx);

    private void BeginRead(int tile)
    {
        var pixels = _freePixels.TryPop(out var free) ? free : new TilePixels(new TileReader(_view), new Raster<Rgb>(Layout.TileWidth, Layout.TileHeight));
        var window = Layout.Tile(tile % Layout.Columns, tile / Layout.Columns);
        _reading.Begin(() =>
        {
            var start = Stopwatch.GetTimestamp();
            pixels.Reader.Read(window, pixels.Pixels);
            pixels.IsBlank = Inference.BlankTiles.IsBlank(pixels.Pixels.Pixels);
            Interlocked.Add(ref _readTicks, Stopwatch.GetTimestamp() - start);
            return pixels;
        });
    }

    private void Predict(int tile, TilePixels pixels)
    {
        int column = tile % Layout.Columns, row = tile / Layout.Columns;
        var start = Stopwatch.GetTimestamp();
        if (pixels.IsBlank)
        {
            _blank[tile] = true;
            BlankTiles++;
        }
        else
        {
            _predictor.Predict(pixels.Pixels, _maps);
            var (core, window) = (Layout.Core(column, row), Layout.Tile(column, row));
            _strip.Write(core, _maps, core.X - window.X, core.Y - window.Y);
        }
        _freePixels.Push(pixels);
        _networkTicks += Stopwatch.GetTimestamp() - start;
    }

    private void DecodeRow(int row)
    {
        for (var column = 0; column < _windows.Columns; column++)
        {
            if (_decoding.IsFull && _decoding.Count > 0) TakeWindow();
            var window = _windows.Window(column, row);
            var maps = _freeMaps.TryPop(out var free) ? free : new WindowMaps();
            var start = Stopwatch.GetTimestamp();
            var isBlank = !Gather(window, maps);
            Interlocked.Add(ref _decodeTicks, Stopwatch.GetTimestamp() - start);
            int x = column, y = row;
            _decoding.Begin(() => isBlank ? new DecodedWindow(x, [], maps) : Decode(x, y, maps));
        }
    }

    private DecodedWindow Decode(int column, int row, WindowMaps maps)
    {
        var start = Stopwatch.GetTimestamp();
        var nuclei = _decoder.Decode(column, row, maps);
        Interlocked.Add(ref _decodeTicks, Stopwatch.GetTimestamp() - start);
        return new DecodedWindow(column, nuclei, maps);
    }

    private void TakeWindow()
    {
        var window = _decoding.Take();
        _freeMaps.Push(window.Maps);
        _seams.Add(window.Column, window.Nuclei);
        if (window.Column == _windows.Columns - 1) _seams.EndRow();
    }

    /// <summary>Copies the maps of a window, so that the strip can go on while it is decoded. Those of blank tiles were never written.</summary>
    /// <returns>Whether any comes from a tile that is not blank.</returns>
    private bool Gather(Rect window, WindowMaps maps)
    {
        var parts = Enumerable.Range(0, Layout.Count)
            .Select(tile => (Part: Layout.Core(tile % Layout.Columns, tile / Layout.Columns).Intersect(window), IsBlank: _blank[tile]))
            .Where(item => !item.Part.IsEmpty).ToList();
        if (parts.TrueForAll(item => item.IsBlank)) return false;
        maps.Reshape(window.Width, window.Height, _predictor.TypeChannels > 0);
        foreach (var (part, isBlank) in parts)
        {
            if (isBlank) maps.Clear(part.Offset(-window.X, -window.Y));
            else _strip.Read(part, window, maps);
        }
        return true;
    }

    private void Emit(WindowNucleus found)
    {
        if (_view.ToLevelZero(found.Mask) is not { } mask) return;
        long sumX = 0, sumY = 0;
        foreach (var run in mask.Runs)
        {
            sumX += (long)(run.Start + run.End - 1) * run.Length; // twice the sum of the columns
            sumY += (long)run.Row * run.Length;
        }
        _emit(new Nucleus
        {
            Id = ++_nuclei,
            Mask = mask,
            CentroidX = 0.5 * sumX / mask.Area + 0.5,
            CentroidY = (double)sumY / mask.Area + 0.5,
            ClassIndex = found.ClassIndex,
            Probability = found.Probability,
        });
    }

    private static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    private sealed class TilePixels(TileReader reader, Raster<Rgb> pixels)
    {
        public TileReader Reader { get; } = reader;

        public Raster<Rgb> Pixels { get; } = pixels;

        public bool IsBlank { get; set; }
    }

    private sealed record DecodedWindow(int Column, IReadOnlyList<WindowNucleus> Nuclei, WindowMaps Maps);
}

using System.Runtime.InteropServices;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <inheritdoc/>
internal sealed unsafe class WinogradKernels<S, TV, TD> : WinogradKernels
    where S : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    public override void Run(in WinogradArguments a, int chunk, float* scratch)
    {
        var cut = new WinogradCut(a);
        var (group, tileBlock) = Math.DivRem(chunk, cut.TileBlocks);
        var first = tileBlock * cut.BlockTiles;
        var end = Math.Min(cut.Tiles, first + cut.BlockTiles);
        var firstBlock = group * cut.GroupBlocks;
        var endBlock = Math.Min(cut.OutputBlocks, firstBlock + cut.GroupBlocks);
        if (first >= end || firstBlock >= endBlock) return;

        var v = scratch;
        var products = v + cut.Planes * cut.InputPlane;
        var pixels = products + cut.Planes * cut.ProductPlane;
        for (int tile = first, next; tile < end; tile = next)
        {
            next = Next(cut, tile, end);
            TransformInput(a, cut, tile, next - tile, v + (nint)(tile - first) * Lanes, pixels, pixels + cut.StripFloats);
        }
        for (var q = 0; q < cut.Planes; q++)
            Multiply(cut, a.Weights + q * PlaneOfWeights(cut), v + q * cut.InputPlane, products + q * cut.ProductPlane, firstBlock, endBlock, end - first);
        for (int tile = first, next; tile < end; tile = next)
        {
            next = Next(cut, tile, end);
            for (var block = firstBlock; block < endBlock; block++)
            {
                var m = products + ((nint)(block - firstBlock) * cut.BlockTiles + (tile - first)) * Lanes;
                TransformOutput(a, cut, block, tile, next - tile, m, pixels);
            }
        }
    }

    private static nint PlaneOfWeights(in WinogradCut cut) => (nint)cut.OutputBlocks * cut.InputBlocks * (Lanes * Lanes);

    /// <summary>One past the last tile of the strip that begins at a tile: the row's end, the block's end, or as many as are transformed together.</summary>
    private static int Next(in WinogradCut cut, int tile, int end) =>
        Math.Min(Math.Min(end, tile + WinogradCut.StripTiles), tile - tile % cut.Across + cut.Across);

    private static (int Image, int Row, int Column) Place(in WinogradCut cut, int tile)
    {
        var (line, column) = Math.DivRem(tile, cut.Across);
        var (image, row) = Math.DivRem(line, cut.Down);
        return (image, row, column);
    }

    private static void TransformInput(in WinogradArguments a, in WinogradCut cut, int tile, int tiles, float* v, float* pixels, float* half)
    {
        var (image, tileRow, tileColumn) = Place(cut, tile);
        nint blockFloats = (nint)cut.BlockTiles * Lanes;
        TransformImage(a.Doubled, true, cut, image, tileRow * cut.Tile / 2 - 1, tileColumn * cut.Tile / 2 - 1, tiles, v, pixels, half);
        v += a.Doubled.Blocks * blockFloats;
        TransformImage(a.Input, false, cut, image, tileRow * cut.Tile - a.PadTop, tileColumn * cut.Tile - a.PadLeft, tiles, v, pixels, half);
    }

    /// <summary>Transforms a strip of tiles of all blocks of an image, whose first pixel is at some row and column.</summary>
    private static void TransformImage(in BlockedImage from, bool doubled, in WinogradCut cut, int image, int row, int column, int tiles, float* v, float* pixels, float* half)
    {
        var step = doubled ? cut.Tile / 2 : cut.Tile;
        int height = step + 2, width = tiles * step + 2;
        var rows = Math.Min(height, from.Height + from.Halo - row);
        var columns = Math.Min(width, from.Width + from.Halo - column);
        for (var block = 0; block < from.Blocks; block++, v += (nint)cut.BlockTiles * Lanes)
        {
            var x = from.Row(image, block, row) + (nint)column * Lanes;
            var rowStride = from.RowStride;
            if (rows < height || columns < width)
            {
                // The last tiles hang over the halo: zeros stand for what lies beyond.
                Copy(x, rowStride, pixels, height, width, rows, columns);
                x = pixels;
                rowStride = (nint)width * Lanes;
            }
            for (nint lane = 0; lane < Lanes; lane += S.Width)
            {
                switch (cut.Tile, doubled)
                {
                    case (4, false): WinogradTransforms<S, TV, TD>.Input4(x + lane, rowStride, half, v + lane, cut.InputPlane, tiles); break;
                    case (4, true): WinogradTransforms<S, TV, TD>.Doubled4(x + lane, rowStride, half, v + lane, cut.InputPlane, tiles); break;
                    case (_, false): WinogradTransforms<S, TV, TD>.Input2(x + lane, rowStride, half, v + lane, cut.InputPlane, tiles); break;
                    default: WinogradTransforms<S, TV, TD>.Doubled2(x + lane, rowStride, half, v + lane, cut.InputPlane, tiles); break;
                }
            }
        }
    }

    private static void Copy(float* from, nint fromRow, float* to, int height, int width, int rows, int columns)
    {
        nint line = (nint)width * Lanes;
        NativeMemory.Clear(to, (nuint)(height * line * sizeof(float)));
        if (columns <= 0) return;
        for (var row = 0; row < rows; row++, from += fromRow, to += line)
            NativeMemory.Copy(from, to, (nuint)(columns * Lanes * sizeof(float)));
    }

    /// <summary>Products of one plane: a 1x1 convolution whose pixels are tiles.</summary>
    private static void Multiply(in WinogradCut cut, float* weights, float* v, float* products, int firstBlock, int endBlock, int tiles)
    {
        nint blockTiles = (nint)cut.BlockTiles * Lanes;
        var pass = new ConvPass
        {
            Input = v,
            InputBlock = blockTiles,
            InputStep = Lanes,
            TapChannels = Lanes,
            KernelHeight = 1,
            KernelWidth = 1,
            Window = new GroupWindow(cut.InputBlocks, cut.OutputBlocks, 0, 0),
            Weights = weights,
            Output = products - firstBlock * blockTiles,
            OutputBlock = blockTiles,
            OutputStep = Lanes,
        };
        ConvLoops<S, TV, TD>.Run(pass, new ConvRegion(0, 0, 1, 0, tiles, firstBlock, endBlock));
    }

    private static void TransformOutput(in WinogradArguments a, in WinogradCut cut, int block, int tile, int tiles, float* m, float* half)
    {
        var (image, tileRow, tileColumn) = Place(cut, tile);
        int row = tileRow * cut.Tile, column = tileColumn * cut.Tile;
        var rows = Math.Min(cut.Tile, a.Output.Height - row);
        var strip = new WinogradStrip
        {
            Plane = cut.ProductPlane,
            Bias = a.Bias == null ? null : a.Bias + (nint)block * Lanes,
            OutputRow = a.Output.RowStride,
            ResidualRow = a.Residual.RowStride,
            Tiles = tiles,
            Rows = rows,
            LastColumns = Math.Min(cut.Tile, a.Output.Width - column - (tiles - 1) * cut.Tile),
            HasResidual = a.Residual.Origin != null,
            Activation = a.Activation,
        };
        var y = a.Output.Row(image, block, row) + (nint)column * Lanes;
        var residual = a.Residual.Origin == null ? null : a.Residual.Row(image, block, row) + (nint)column * Lanes;
        for (nint lane = 0; lane < Lanes; lane += S.Width)
        {
            var to = y + lane;
            var from = residual == null ? null : residual + lane;
            if (cut.Tile == 4)
                WinogradTransforms<S, TV, TD>.Output4(strip, m + lane, half, to, from);
            else
                WinogradTransforms<S, TV, TD>.Output2(strip, m + lane, half, to, from);
            if (strip.Bias != null) strip.Bias += S.Width;
        }
        // The chunk with the first tile of a row of tiles clears its halo.
        if (tileColumn == 0)
            a.Output.ZeroHalo(image, block, row, row + rows);
    }
}

namespace Karyon.Tensors.Kernels.Scalar.Winograd;

/// <summary>
/// Chooses between the direct convolution and Winograd's by shape alone, never by batch, machine or a timing, so that the same network
/// gives the same bits everywhere. Measured on an Ice Lake Xeon, one thread, F(4x4) against the direct kernel
/// (512 and 256 bits): 16 channels @256 1.6 and 1.3 times as fast, 32 @256 1.7 and 1.8, 64 @256 2.1 and 2.2, 128 @128 2.3 and 2.3,
/// 256 @64 2.0 and 1.8, 512 @16 1.9 and 1.8.
/// </summary>
internal static class WinogradRule
{
    // Below a block of channels, products are too small a part of the work.
    private const int LeastChannels = 16;

    // With fewer tiles of 4x4, each transformed weight is read for so little work that F(2x2), with 2.25 times fewer of them, is faster:
    // 8x8 maps of 256 channels 2.1 times, of 512 channels 1.5 times, of 128 channels 1.15 times; of 64 channels it is slower.
    private const int LeastTiles = 8;
    private const int ManyWeights = 128 * 128;

    /// <summary>The way to compute a dense convolution without dilation or groups.</summary>
    /// <param name="channelsIn">Input channels.</param>
    /// <param name="channelsOut">Output channels.</param>
    /// <param name="height">Output rows.</param>
    /// <param name="width">Output columns.</param>
    /// <param name="kernel">Taps a side.</param>
    /// <param name="stride">Input pixels from one output pixel to the next.</param>
    public static WinogradForm Choose(int channelsIn, int channelsOut, int height, int width, int kernel, int stride)
    {
        if (kernel != 3 || stride != 1 || Math.Min(channelsIn, channelsOut) < LeastChannels) return WinogradForm.Direct;
        long tilesOf4 = Tiles(height, 4) * Tiles(width, 4), tilesOf2 = Tiles(height, 2) * Tiles(width, 2);
        // Multiply-adds for a channel pair; tiles that hang over the edge count in full.
        long four = 36 * tilesOf4, two = 16 * tilesOf2, direct = 9L * height * width;
        var starved = tilesOf4 < LeastTiles && (long)channelsIn * channelsOut >= ManyWeights;
        if (four < two && !starved) return WinogradForm.F4;
        return 3 * two <= 2 * direct ? WinogradForm.F2 : WinogradForm.Direct;
    }

    private static long Tiles(int size, int tile) => (size + tile - 1) / tile;
}

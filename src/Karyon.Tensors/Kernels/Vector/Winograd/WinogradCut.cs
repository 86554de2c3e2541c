using Karyon.Tensors.Kernels.Scalar.Winograd;
namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>
/// How the tiles of all images and the output channels are cut into chunks, by shape alone, and how a chunk's scratch memory is laid
/// out. A chunk is a block of tiles, whose transformed weights are then read once for all of them, times a group of output blocks; a
/// chunk transforms its input itself, so groups are no smaller than what makes that a small part of the work. Chunks of a group follow each
/// other, so that threads that work side by side read the same weights.
/// </summary>
internal readonly struct WinogradCut
{
    /// <summary>Tiles of a row that are transformed together.</summary>
    public const int StripTiles = 8;

    // Up to 128 channels both sides of a block fit the second cache; beyond, the weights are what must not be read too often.
    private const int TilesOfNarrow = 32;
    private const int TilesOfWide = 64;
    private const int TilesOfWideAndMany = 128;
    private const int WideBlocks = 16;

    // Weights beyond any cache come from memory for each block of tiles anew.
    private const long DeepBytes = 64 << 20;

    // Below 128 output channels, transforming the input again costs more than 5 % of the products.
    private const int LeastBlocksOfGroup = 8;

    // Twice as many as eight threads; more would transform the input more often than it saves waiting.
    private const int WantedChunks = 16;

    public WinogradCut(in WinogradArguments a)
    {
        Tile = (int)a.Form;
        Across = (a.Output.Width + Tile - 1) / Tile;
        Down = (a.Output.Height + Tile - 1) / Tile;
        Tiles = a.Output.Images * Across * Down;
        InputBlocks = a.Doubled.Blocks + a.Input.Blocks;
        OutputBlocks = a.Output.Blocks;

        var deep = (long)Planes * InputBlocks * OutputBlocks * BlockedImage.Lanes * BlockedImage.Lanes * sizeof(float) > DeepBytes;
        var most = Math.Max(InputBlocks, OutputBlocks) < WideBlocks ? TilesOfNarrow : deep || Tiles >= 8 * TilesOfWideAndMany ? TilesOfWideAndMany : TilesOfWide;
        // F(2x2) has 16 planes instead of 36: twice the tiles take the same memory.
        if (a.Form == WinogradForm.F2) most *= 2;
        TileBlocks = (Tiles + most - 1) / most;
        BlockTiles = TileBlocks == 0 ? 0 : (Tiles + TileBlocks - 1) / TileBlocks;
        Groups = TileBlocks == 0 ? 0 : Math.Clamp((WantedChunks + TileBlocks - 1) / TileBlocks, 1, Math.Max(1, OutputBlocks / LeastBlocksOfGroup));
        GroupBlocks = Groups == 0 ? 0 : (OutputBlocks + Groups - 1) / Groups;
        InputPlane = Plane((nint)InputBlocks * BlockTiles * BlockedImage.Lanes);
        ProductPlane = Plane((nint)GroupBlocks * BlockTiles * BlockedImage.Lanes);
    }

    /// <summary>Output pixels of a tile each way: 2 or 4.</summary>
    public int Tile { get; }

    /// <summary>Tiles in a row of an image.</summary>
    public int Across { get; }

    /// <summary>Rows of tiles in an image.</summary>
    public int Down { get; }

    /// <summary>Tiles of all images.</summary>
    public int Tiles { get; }

    public int InputBlocks { get; }

    public int OutputBlocks { get; }

    /// <summary>Blocks of tiles.</summary>
    public int TileBlocks { get; }

    /// <summary>Tiles of a block; the last may have fewer.</summary>
    public int BlockTiles { get; }

    /// <summary>Groups of output blocks.</summary>
    public int Groups { get; }

    /// <summary>Output blocks of a group; the last may have fewer.</summary>
    public int GroupBlocks { get; }

    /// <summary>Floats from a plane of transformed input to the next.</summary>
    public nint InputPlane { get; }

    /// <summary>Floats from a plane of products to the next.</summary>
    public nint ProductPlane { get; }

    public int Chunks => TileBlocks * Groups;

    /// <summary>Planes: 16 or 36.</summary>
    public int Planes => (Tile + 2) * (Tile + 2);

    /// <summary>Floats of a strip of pixels with its columns of overlap; also of its transform in one direction.</summary>
    public nint StripFloats => (nint)(Tile + 2) * (StripTiles * Tile + 2) * BlockedImage.Lanes;

    /// <summary>Floats of scratch memory: transformed input, products, a strip of pixels, a strip half transformed.</summary>
    public nint ScratchFloats => Planes * (InputPlane + ProductPlane) + 2 * StripFloats;

    // Planes a multiple of 4096 bytes apart would all fall on the same lines of the first cache: 192 bytes beyond one.
    private static nint Plane(nint floats) => floats + ((48 - floats) & 1023);
}

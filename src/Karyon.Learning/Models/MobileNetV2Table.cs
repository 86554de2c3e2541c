namespace Karyon.Learning.Models;

/// <summary>The blocks of MobileNetV2 1.0: table 2 of Sandler et al. 2018.</summary>
internal static class MobileNetV2Table
{
    /// <summary>Channels of the stem.</summary>
    public const int Stem = 32;

    /// <summary>Channels of the last 1x1 convolution.</summary>
    public const int Last = 1280;

    /// <summary>Blocks (counted from 1) at whose end the image is at stride 2, 4, 8, 16, 32.</summary>
    public static IReadOnlyList<int> Taps { get; } = [1, 3, 6, 13, 17];

    /// <summary>The 17 blocks: input channels, expansion, output channels, stride.</summary>
    public static IReadOnlyList<(int Inputs, int Expansion, int Width, int Stride)> Blocks { get; } = [.. Expand()];

    private static IEnumerable<(int Inputs, int Expansion, int Width, int Stride)> Expand()
    {
        (int Expansion, int Width, int Blocks, int Stride)[] rows = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];
        var inputs = Stem;
        foreach (var (expansion, width, blocks, stride) in rows)
            for (var i = 0; i < blocks; i++)
            {
                yield return (inputs, expansion, width, i == 0 ? stride : 1);
                inputs = width;
            }
    }
}

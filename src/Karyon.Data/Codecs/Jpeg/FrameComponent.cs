namespace Karyon.Data.Codecs.Jpeg;

/// <summary>One colour component of a frame.</summary>
internal sealed class FrameComponent
{
    /// <summary>The identifier that scans name it by.</summary>
    public required byte Id { get; init; }

    /// <summary>Blocks across in an interleaved MCU.</summary>
    public required int H { get; init; }

    /// <summary>Blocks down in an interleaved MCU.</summary>
    public required int V { get; init; }

    /// <summary>Slot of its quantisation table.</summary>
    public required int QuantizationSlot { get; init; }

    /// <summary>Samples across that carry image.</summary>
    public required int Width { get; init; }

    /// <summary>Samples down that carry image.</summary>
    public required int Height { get; init; }

    /// <summary>Blocks across, with those that only fill the last MCU.</summary>
    public required int PaddedBlocksAcross { get; init; }

    /// <summary>Blocks down, with those that only fill the last MCU.</summary>
    public required int PaddedBlocksDown { get; init; }

    /// <summary>Blocks across that carry image: what a scan of this component alone codes.</summary>
    public int BlocksAcross => (Width + 7) / 8;

    /// <summary>Blocks down that carry image.</summary>
    public int BlocksDown => (Height + 7) / 8;

    /// <summary>Quantisation steps in zigzag order as they stood at the component's first scan; null before that.</summary>
    public ushort[]? Steps { get; set; }
}

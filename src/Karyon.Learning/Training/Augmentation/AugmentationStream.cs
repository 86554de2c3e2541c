namespace Karyon.Learning.Training.Augmentation;

/// <summary>
/// The streams inside a sample's stream. Each property draws from one of its own, so that switching one off leaves the others' draws as
/// they were. The numbers are part of what a seed means: never reuse one.
/// </summary>
internal static class AugmentationStream
{
    public const ulong Zoom = 1;
    public const ulong Place = 2;
    public const ulong Flips = 3;
    public const ulong StainMatrix = 4;
    public const ulong StainScale = 5;
    public const ulong StainShift = 6;
    public const ulong JpegQuality = 7;
    public const ulong Gamma = 8;
    public const ulong Contrast = 9;
    public const ulong Brightness = 10;
    public const ulong ChannelGain = 11;
    public const ulong Saturation = 12;
    public const ulong Blur = 13;
    public const ulong Sharpen = 14;
    public const ulong Noise = 15;
    public const ulong NoisePixels = 16;
}

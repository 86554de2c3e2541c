namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>The pixel steps that tiles are specialised for.</summary>
internal static class PixelSteps
{
    /// <summary>Blocked input, stride 1.</summary>
    internal readonly struct Blocked1 : IPixelStep
    {
        public static nint Floats => 16;
    }

    /// <summary>Blocked input, stride 2.</summary>
    internal readonly struct Blocked2 : IPixelStep
    {
        public static nint Floats => 32;
    }

    /// <summary>Interleaved RGB, stride 1.</summary>
    internal readonly struct Rgb1 : IPixelStep
    {
        public static nint Floats => 3;
    }

    /// <summary>Interleaved RGB, stride 2.</summary>
    internal readonly struct Rgb2 : IPixelStep
    {
        public static nint Floats => 6;
    }

    /// <summary>Any other.</summary>
    internal readonly struct Any : IPixelStep
    {
        public static nint Floats => 0;
    }
}

namespace Karyon.Tensors.Kernels.Vector.Convolution;

/// <summary>The pixel steps that tiles are specialised for.</summary>
internal static class PixelSteps
{
    /// <summary>Blocked input, stride 1.</summary>
    internal readonly struct Blocked1 : IPixelStep
    {
        public static nint Floats => 16;

        public static bool LooksAhead => false;
    }

    /// <summary>Blocked input, stride 1, what comes next asked for: single pixels of deep layers, tokens, Winograd's tiles.</summary>
    internal readonly struct Tokens : IPixelStep
    {
        public static nint Floats => 16;

        public static bool LooksAhead => true;
    }

    /// <summary>Blocked input, stride 2.</summary>
    internal readonly struct Blocked2 : IPixelStep
    {
        public static nint Floats => 32;

        public static bool LooksAhead => false;
    }

    /// <summary>Interleaved RGB, stride 1.</summary>
    internal readonly struct Rgb1 : IPixelStep
    {
        public static nint Floats => 3;

        public static bool LooksAhead => false;
    }

    /// <summary>Interleaved RGB, stride 2.</summary>
    internal readonly struct Rgb2 : IPixelStep
    {
        public static nint Floats => 6;

        public static bool LooksAhead => false;
    }

    /// <summary>Any other.</summary>
    internal readonly struct Any : IPixelStep
    {
        public static nint Floats => 0;

        public static bool LooksAhead => false;
    }
}

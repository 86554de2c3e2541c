using Karyon.Core.Filters.Kernels;

namespace Karyon.Core.Filters;

/// <summary>
/// Stretches values to 0..1 by their least and greatest, as OpenCV's <c>normalize(src, 0, 1, NORM_MINMAX, CV_32F)</c> does on a CPU
/// with fused multiply-adds. The least value need not come out as exactly 0; a constant image gives 0 everywhere.
/// </summary>
/// <param name="Scale">1/(max - min) rounded to float, or 0 for a constant image.</param>
/// <param name="Shift">-(min scale) rounded to float.</param>
public readonly record struct MinMaxNormalization(float Scale, float Shift)
{
    /// <summary>The stretch for values between two extremes.</summary>
    public static MinMaxNormalization Between(double least, double greatest)
    {
        var scale = (float)(greatest - least > 2.220446049250313e-16 ? 1 / (greatest - least) : 0);
        return new(scale, 0f - (float)(least * scale));
    }

    /// <summary>The stretch for an image of floats; NaN is ignored, an image without values gives 0.</summary>
    public static MinMaxNormalization Of(ReadOnlySpan<float> values)
    {
        var (least, greatest) = PixelRows.Extremes(values);
        return Between(least, greatest);
    }

    /// <summary>The stretch for an image of doubles; NaN is ignored, an image without values gives 0.</summary>
    public static MinMaxNormalization Of(ReadOnlySpan<double> values)
    {
        var (least, greatest) = PixelRows.Extremes(values);
        return Between(least, greatest);
    }

    /// <summary>A float value, stretched: one rounding.</summary>
    public float Apply(float value) => MathF.FusedMultiplyAdd(value, Scale, Shift);

    /// <summary>A double value, stretched in double, then rounded to float.</summary>
    public float Apply(double value) => (float)(value * Scale + Shift);

    /// <summary>All values of an image, stretched by its own extremes.</summary>
    public static float[] Normalize(ReadOnlySpan<float> values)
    {
        var stretch = Of(values);
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = stretch.Apply(values[i]);
        return result;
    }

    /// <summary>All values of an image, stretched by its own extremes.</summary>
    public static float[] Normalize(ReadOnlySpan<double> values)
    {
        var stretch = Of(values);
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = stretch.Apply(values[i]);
        return result;
    }
}

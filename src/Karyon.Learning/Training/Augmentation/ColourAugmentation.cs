using Karyon.Core.Numerics;
using Karyon.Core.Rasters;
using Karyon.Core.Stains;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Jpeg;
using Karyon.Tensors;

namespace Karyon.Learning.Training.Augmentation;

/// <summary>
/// Varies the colours, sharpness and noise of one sample, and writes it as planes of floats. In the order of a picture's making: stains, optics,
/// camera (tone, white balance), noise, file. Reusable; not thread safe.
/// </summary>
/// <param name="options">What varies, and how much.</param>
internal sealed class ColourAugmentation(AugmentationOptions options)
{
    private static readonly float[] SharpenTaps = PlaneFilter.Taps(1);
    private readonly PlaneFilter _filter = new();
    private readonly float[] _tones = new float[3 * 256];

    /// <summary>Augments a sample.</summary>
    /// <param name="crop">The sample's colours, square; changed by the call.</param>
    /// <param name="planes">Red, green and blue planes, 0..255.</param>
    /// <param name="random">The sample's stream.</param>
    public void Apply(Raster<Rgb> crop, Span<float> planes, CounterRandom random)
    {
        Stain(crop, random);
        var quality = options.JpegQuality.Draw(random.Fork(AugmentationStream.JpegQuality), 0);
        if (quality >= 1) crop = ThroughJpeg(crop, (int)Math.Min(100, quality));
        DrawTones(random);
        Saturate(crop, planes, (float)options.Saturation.Draw(random.Fork(AugmentationStream.Saturation), 1));
        Focus(planes, crop.Width, random);
        AddNoise(planes, random);
        foreach (ref var value in planes) value = Math.Clamp(value, 0, 255);
    }

    private void Stain(Raster<Rgb> crop, CounterRandom random)
    {
        CounterRandom matrix = random.Fork(AugmentationStream.StainMatrix), scale = random.Fork(AugmentationStream.StainScale), shift = random.Fork(AugmentationStream.StainShift);
        if (!options.StainMatrix.Happens(matrix) && !options.StainScale.Happens(scale) && !options.StainShift.Happens(shift)) return;
        Span<double> scales = stackalloc double[3], shifts = stackalloc double[3];
        for (var stain = 0; stain < 3; stain++)
        {
            scales[stain] = options.StainScale.Draw(scale, 1, stain);
            shifts[stain] = options.StainShift.Draw(shift, 0, stain);
        }
        var amplitude = options.StainMatrix.Draw(matrix, 0);
        var target = amplitude == 0 ? null : new StainMatrix(
            Moved(StainMatrix.HematoxylinEosin.Vectors[0], amplitude, matrix.Fork(1)), Moved(StainMatrix.HematoxylinEosin.Vectors[1], amplitude, matrix.Fork(2)));
        new StainAugmentation(scales, shifts, target: target).Apply(crop.Pixels, crop.Pixels);
    }

    /// <summary>A stain keeps a little of every colour: negative densities would make the picture brighter than its light.</summary>
    private static StainVector Moved(StainVector stain, double amplitude, CounterRandom random)
    {
        double Component(double value, ulong index) => Math.Max(0.01, value + amplitude * (2 * random.Uniform(index) - 1));
        return new StainVector(Component(stain.R, 0), Component(stain.G, 1), Component(stain.B, 2));
    }

    private static Raster<Rgb> ThroughJpeg(Raster<Rgb> crop, int quality) =>
        JpegDecoder.Decode(JpegEncoder.Encode(crop, quality, JpegSubsampling.Half), "sample", DecodeLimits.Default).ToRgb();

    /// <summary>Gamma, contrast, brightness and white balance as one table a channel.</summary>
    private void DrawTones(CounterRandom random)
    {
        var gamma = options.Gamma.Draw(random.Fork(AugmentationStream.Gamma), 1);
        var contrast = options.Contrast.Draw(random.Fork(AugmentationStream.Contrast), 1);
        var brightness = options.Brightness.Draw(random.Fork(AugmentationStream.Brightness), 0);
        var gains = random.Fork(AugmentationStream.ChannelGain);
        Span<double> gain = stackalloc double[3];
        for (var channel = 0; channel < 3; channel++) gain[channel] = options.ChannelGain.Draw(gains, 1, channel);
        for (var value = 0; value < 256; value++)
        {
            double tone = gamma == 1 ? value : 255 * PortableMath.Pow(value / 255.0, gamma);
            if (contrast != 1) tone = (tone - 128) * contrast + 128;
            tone += brightness;
            for (var channel = 0; channel < 3; channel++)
                _tones[channel * 256 + value] = (float)Math.Clamp(tone * gain[channel], 0, 255);
        }
    }

    /// <summary>Looks the tones up and moves them from or to their mean by a factor.</summary>
    private void Saturate(Raster<Rgb> crop, Span<float> planes, float factor)
    {
        ReadOnlySpan<float> tones = _tones;
        var count = crop.Pixels.Length;
        Span<float> red = planes[..count], green = planes.Slice(count, count), blue = planes.Slice(2 * count, count);
        for (var i = 0; i < count; i++)
        {
            var pixel = crop.Pixels[i];
            float r = tones[pixel.R], g = tones[256 + pixel.G], b = tones[512 + pixel.B];
            if (factor != 1)
            {
                var grey = (r + g + b) * (1f / 3);
                (r, g, b) = (grey + factor * (r - grey), grey + factor * (g - grey), grey + factor * (b - grey));
            }
            (red[i], green[i], blue[i]) = (r, g, b);
        }
    }

    private void Focus(Span<float> planes, int side, CounterRandom random)
    {
        var sigma = options.Blur.Draw(random.Fork(AugmentationStream.Blur), 0);
        var amount = sigma > 0 ? -1 : options.Sharpen.Draw(random.Fork(AugmentationStream.Sharpen), 0);
        if (amount == 0) return;
        var taps = sigma > 0 ? PlaneFilter.Taps(sigma) : SharpenTaps;
        for (var channel = 0; channel < 3; channel++) _filter.Apply(planes.Slice(channel * side * side, side * side), side, taps, (float)amount);
    }

    /// <summary>Noise that is the sum of four even numbers of 16 bits: near enough to normal, and exact arithmetic.</summary>
    private void AddNoise(Span<float> planes, CounterRandom random)
    {
        var deviation = options.Noise.Draw(random.Fork(AugmentationStream.Noise), 0);
        if (deviation == 0) return;
        const int Mean = 2 * 65535;
        const double DeviationOfSum = 37837.0; // sqrt(4 (2^32 - 1) / 12)
        var scale = (float)(deviation / DeviationOfSum);
        var pixels = random.Fork(AugmentationStream.NoisePixels);
        for (var i = 0; i < planes.Length; i++)
        {
            var bits = pixels.Bits((ulong)i);
            var sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48);
            planes[i] += scale * (sum - Mean);
        }
    }
}

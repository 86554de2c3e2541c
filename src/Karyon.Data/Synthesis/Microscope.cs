using Karyon.Core.Numerics;
using Karyon.Core.Rasters;

namespace Karyon.Data.Synthesis;

/// <summary>
/// From stain to picture: Beer-Lambert with the stain vectors of one tile (Ruifrok and Johnston 2001, varied), the point spread of
/// the objective, the white of the lamp, and the noise of the sensor.
/// </summary>
internal sealed class Microscope
{
    private readonly double[] _hematoxylin, _eosin, _blood, _white;
    private readonly double _sharpening, _noise;
    private readonly float[] _spread;
    private readonly ulong _seed;

    /// <summary>Draws the stain and the scanner of a tile.</summary>
    public Microscope(SynthesisOptions options)
    {
        _seed = options.Seed;
        var random = new CounterRandom(options.Seed, 7);
        double nuclear = random.Uniform(0.86, 1.18), counter = random.Uniform(0.78, 1.22);
        _hematoxylin = Scaled([random.Uniform(0.60, 0.70), random.Uniform(0.66, 0.74), random.Uniform(0.27, 0.40)], nuclear);
        var orange = random.Uniform(0, 1);
        _eosin = Scaled([random.Uniform(0.08, 0.26), 0.88, 0.30 + 0.30 * orange * orange], counter);
        _blood = [0.22, 1.05, 0.62];
        var lamp = random.Uniform(236, 250);
        _white = [lamp - random.Uniform(0, 5), lamp - random.Uniform(0, 6), lamp - random.Uniform(0, 3)];
        _spread = Gaussian(random.Uniform(0.15, 0.24) / options.MicronsPerPixel);
        _sharpening = random.Uniform(0.2, 0.9);
        _noise = random.Uniform(1.4, 3.2);
    }

    /// <summary>Takes the picture.</summary>
    public Raster<Rgb> Expose(StainCanvas canvas)
    {
        int width = canvas.Eosin.Width, height = canvas.Eosin.Height;
        var image = new Raster<Rgb>(width, height);
        var samples = System.Runtime.InteropServices.MemoryMarshal.AsBytes(image.Pixels.AsSpan());
        float[] light = new float[width * height], blurred = new float[width * height];
        for (var channel = 0; channel < 3; channel++)
        {
            Transmit(canvas, channel, light);
            Blur(light, blurred, width, height);
            for (var i = 0; i < light.Length; i++)
            {
                var index = (ulong)i * 3 + (ulong)channel;
                // light holds the sharp picture no more: the blur left the picture after its first pass there.
                var value = blurred[i] + Noise(index) * _noise * Math.Sqrt(0.35 + blurred[i] * (1 / 255.0));
                samples[(int)index] = (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255);
            }
        }
        return image;
    }

    private void Transmit(StainCanvas canvas, int channel, float[] light)
    {
        double h = _hematoxylin[channel], e = _eosin[channel], b = _blood[channel], white = _white[channel];
        for (var i = 0; i < light.Length; i++)
        {
            var density = h * canvas.Hematoxylin.Pixels[i] + e * canvas.Eosin.Pixels[i] + b * canvas.Blood.Pixels[i];
            light[i] = (float)(white * PortableMath.Exp(-density));
        }
    }

    /// <summary>A nearly normal number from one counter: the sum of four 16-bit numbers, variance 1.</summary>
    private double Noise(ulong index)
    {
        var bits = CounterRandom.Mix(index + CounterRandom.Mix(_seed + 0xA5A5));
        var sum = (double)(bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return (sum / 65536 - 2) * 1.7320508075688772;
    }

    /// <summary>Separable point spread, with the scanner's mild sharpening over the blurred picture; edges repeat.</summary>
    private void Blur(float[] light, float[] blurred, int width, int height)
    {
        Convolve(light, blurred, width, height);
        if (_sharpening <= 0) return;
        var softer = new float[light.Length];
        Convolve(blurred, softer, width, height);
        for (var i = 0; i < softer.Length; i++) blurred[i] += (float)_sharpening * (blurred[i] - softer[i]);
    }

    private void Convolve(float[] source, float[] target, int width, int height)
    {
        var half = _spread.Length / 2;
        var rows = new float[source.Length];
        for (var row = 0; row < height; row++)
        {
            var line = source.AsSpan(row * width, width);
            var output = rows.AsSpan(row * width, width);
            for (var column = 0; column < width; column++)
            {
                var sum = 0f;
                for (var tap = -half; tap <= half; tap++) sum += _spread[tap + half] * line[Math.Clamp(column + tap, 0, width - 1)];
                output[column] = sum;
            }
        }
        for (var row = 0; row < height; row++)
        {
            var output = target.AsSpan(row * width, width);
            output.Clear();
            for (var tap = -half; tap <= half; tap++)
            {
                var line = rows.AsSpan(Math.Clamp(row + tap, 0, height - 1) * width, width);
                var weight = _spread[tap + half];
                for (var column = 0; column < width; column++) output[column] += weight * line[column];
            }
        }
    }

    private static float[] Gaussian(double sigma)
    {
        var half = Math.Max(1, (int)Math.Ceiling(2.5 * sigma));
        var weights = new double[2 * half + 1];
        for (var i = 0; i < weights.Length; i++) weights[i] = PortableMath.Exp(-0.5 * (i - half) * (i - half) / (sigma * sigma));
        var total = weights.Sum();
        return [.. weights.Select(weight => (float)(weight / total))];
    }

    private static double[] Scaled(double[] vector, double length)
    {
        var norm = Math.Sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2]);
        return [.. vector.Select(value => value * length / norm)];
    }
}

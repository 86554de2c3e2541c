using System.Runtime.CompilerServices;

namespace Karyon.Tensors.Kernels.Vector.LayerNormalization;

/// <inheritdoc/>
internal sealed unsafe class LayerNormKernels<TS, TV, TD> : LayerNormKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Blocks whose sums are added before they go back to memory: as many streams are read side by side.</summary>
    private const int Group = 4;

    /// <summary>Doubles in half a float vector.</summary>
    private static int Half => TS.Width / 2;

    /// <inheritdoc/>
    public override void Forward(in LayerNormArguments a, int chunk)
    {
        var cut = new PixelStrips(a.Input);
        var sums = stackalloc double[PixelStrips.MostPixels * Lanes];
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            Moments(a, at, sums);
            if (a.Output.Origin == null) continue;
            for (var block = 0; block < a.Input.Blocks; block++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    Apply(Pixels(a.Input, at, block) + lane, Pixels(a.Output, at, block) + lane, a.Weight + block * Lanes + lane, a.Bias + block * Lanes + lane, a.Inverse + at.Pixel, a.Shift + at.Pixel, at.Count);
            ZeroHalo(a.Output, at);
        }
    }

    /// <inheritdoc/>
    public override void InputGradient(in LayerNormArguments a, int chunk)
    {
        var cut = new PixelStrips(a.Input);
        var sums = stackalloc double[PixelStrips.MostPixels * Lanes];
        var products = stackalloc double[PixelStrips.MostPixels * Lanes];
        var quotients = stackalloc double[PixelStrips.MostPixels];
        float* means = stackalloc float[PixelStrips.MostPixels], productMeans = stackalloc float[PixelStrips.MostPixels];
        double channels = a.Segments.Channels;
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            float* inverse = a.Inverse + at.Pixel, shift = a.Shift + at.Pixel;
            new Span<double>(sums, at.Count * Lanes).Clear();
            new Span<double>(products, at.Count * Lanes).Clear();
            for (var block = 0; block < a.Input.Blocks; block += Group)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    AddWeighted(a, at, block, Math.Min(Group, a.Input.Blocks - block), lane, sums + lane, products + lane);
            Means(sums, at.Count, channels, quotients);
            for (var p = 0; p < at.Count; p++) means[p] = (float)quotients[p];
            Means(products, at.Count, channels, quotients);
            for (var p = 0; p < at.Count; p++) productMeans[p] = (float)quotients[p];
            for (var block = 0; block < a.Input.Blocks; block++)
            {
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    ApplyGradient(Pixels(a.Input, at, block) + lane, Pixels(a.Gradient, at, block) + lane, Pixels(a.InputGradient, at, block) + lane, a.Weight + block * Lanes + lane, inverse, shift, means, productMeans, at.Count);
                Mask(Pixels(a.InputGradient, at, block), a.Segments.InBlock(block, out _), at.Count);
            }
            ZeroHalo(a.InputGradient, at);
        }
    }

    /// <inheritdoc/>
    public override void GradientSums(in LayerNormArguments a, double* partials, double* productPartials, int chunk)
    {
        var cut = new RowChunks(a.Input);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            double* sums = partials + (nint)strip * Lanes, products = productPartials + (nint)strip * Lanes;
            new Span<double>(sums, Lanes).Clear();
            new Span<double>(products, Lanes).Clear();
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                {
                    var pixel = ((nint)at.Image * a.Input.Height + y) * a.Input.Width;
                    SumRow(a.Input.Row(at.Image, at.Block, y) + lane, a.Gradient.Row(at.Image, at.Block, y) + lane, a.Inverse + pixel, a.Shift + pixel, a.Input.Width, sums + lane, products + lane);
                }
        }
    }

    private static float* Pixels(in BlockedImage image, in PixelStrips.Strip at, int block) => image.Row(at.Image, block, at.Row) + (nint)at.First * Lanes;

    /// <summary>Inverse deviation and shift of a strip's pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Moments(in LayerNormArguments a, in PixelStrips.Strip at, double* sums)
    {
        double channels = a.Segments.Channels;
        double* means = stackalloc double[PixelStrips.MostPixels], inverses = stackalloc double[PixelStrips.MostPixels];
        new Span<double>(sums, at.Count * Lanes).Clear();
        for (var block = 0; block < a.Input.Blocks; block += Group)
            for (var lane = 0; lane < Lanes; lane += TS.Width)
                Add(Pixels(a.Input, at, block) + lane, a.Input.BlockStride, Math.Min(Group, a.Input.Blocks - block), at.Count, sums + lane);
        Means(sums, at.Count, channels, means);
        new Span<double>(sums, at.Count * Lanes).Clear();
        for (var block = 0; block < a.Input.Blocks;)
        {
            var from = Pixels(a.Input, at, block);
            var full = 0;
            while (full < Group && block + full < a.Input.Blocks && a.Segments.InBlock(block + full, out _) == Lanes) full++;
            for (var lane = 0; lane < Lanes && full > 0; lane += TS.Width) AddSquares(from + lane, a.Input.BlockStride, full, at.Count, means, sums + lane);
            // Padding lanes lie a mean away from the mean: they must not count.
            if (full == 0) AddSquaresOfSomeLanes(from, a.Segments.InBlock(block, out _), at.Count, means, sums);
            block += Math.Max(full, 1);
        }
        Means(sums, at.Count, channels, inverses);
        Inverses(inverses, at.Count, a.Epsilon);
        for (var p = 0; p < at.Count; p++)
        {
            a.Inverse[at.Pixel + p] = (float)inverses[p];
            a.Shift[at.Pixel + p] = (float)(-means[p] * inverses[p]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* x, nint blockStride, int blocks, int pixels, double* sums)
    {
        for (nint p = 0; p < pixels; p++, x += Lanes, sums += Lanes)
        {
            TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half);
            var from = x;
            for (var block = 0; block < blocks; block++, from += blockStride)
            {
                var v = TS.Load(from);
                low = TS.AddD(low, TS.WidenLow(v));
                high = TS.AddD(high, TS.WidenHigh(v));
            }
            TS.StoreD(sums, low);
            TS.StoreD(sums + Half, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquares(float* x, nint blockStride, int blocks, int pixels, double* means, double* sums)
    {
        for (nint p = 0; p < pixels; p++, x += Lanes, sums += Lanes)
        {
            var mean = TS.CreateD(means[p]);
            TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half);
            var from = x;
            for (var block = 0; block < blocks; block++, from += blockStride)
            {
                var v = TS.Load(from);
                var d = TS.SubD(TS.WidenLow(v), mean);
                low = TS.FmaD(d, d, low);
                d = TS.SubD(TS.WidenHigh(v), mean);
                high = TS.FmaD(d, d, high);
            }
            TS.StoreD(sums, low);
            TS.StoreD(sums + Half, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquaresOfSomeLanes(float* x, int lanes, int pixels, double* means, double* sums)
    {
        for (var p = 0; p < pixels; p++, x += Lanes, sums += Lanes)
            for (var lane = 0; lane < lanes; lane++)
            {
                var d = x[lane] - means[p];
                sums[lane] = Math.FusedMultiplyAdd(d, d, sums[lane]);
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(float* x, float* to, float* weight, float* bias, float* inverse, float* shift, int pixels)
    {
        TV w = TS.Load(weight), b = TS.Load(bias);
        for (nint p = 0; p < pixels; p++)
            TS.Store(to + p * Lanes, TS.Fma(TS.Fma(TS.Load(x + p * Lanes), TS.Create(inverse[p]), TS.Create(shift[p])), w, b));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWeighted(in LayerNormArguments a, in PixelStrips.Strip at, int block, int blocks, int lane, double* sums, double* products)
    {
        float* x = Pixels(a.Input, at, block) + lane, g = Pixels(a.Gradient, at, block) + lane, weight = a.Weight + block * Lanes + lane;
        float* inverse = a.Inverse + at.Pixel, shift = a.Shift + at.Pixel;
        nint inputStride = a.Input.BlockStride, gradientStride = a.Gradient.BlockStride;
        for (nint p = 0; p < at.Count; p++, sums += Lanes, products += Lanes)
        {
            TV scale = TS.Create(inverse[p]), offset = TS.Create(shift[p]);
            TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half), productLow = TS.LoadD(products), productHigh = TS.LoadD(products + Half);
            float* from = x + p * Lanes, gradient = g + p * Lanes;
            for (nint k = 0; k < blocks; k++, from += inputStride, gradient += gradientStride)
            {
                var u = TS.Mul(TS.Load(gradient), TS.Load(weight + k * Lanes));
                var normalised = TS.Fma(TS.Load(from), scale, offset);
                var d = TS.WidenLow(u);
                low = TS.AddD(low, d);
                productLow = TS.FmaD(d, TS.WidenLow(normalised), productLow);
                d = TS.WidenHigh(u);
                high = TS.AddD(high, d);
                productHigh = TS.FmaD(d, TS.WidenHigh(normalised), productHigh);
            }
            TS.StoreD(sums, low);
            TS.StoreD(sums + Half, high);
            TS.StoreD(products, productLow);
            TS.StoreD(products + Half, productHigh);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyGradient(float* x, float* g, float* to, float* weight, float* inverse, float* shift, float* means, float* productMeans, int pixels)
    {
        var w = TS.Load(weight);
        for (nint p = 0; p < pixels; p++)
        {
            var scale = TS.Create(inverse[p]);
            var normalised = TS.Fma(TS.Load(x + p * Lanes), scale, TS.Create(shift[p]));
            var u = TS.Sub(TS.Mul(TS.Load(g + p * Lanes), w), TS.Create(means[p]));
            TS.Store(to + p * Lanes, TS.Mul(scale, TS.Fnma(normalised, TS.Create(productMeans[p]), u)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRow(float* x, float* g, float* inverse, float* shift, int width, double* sums, double* products)
    {
        TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half), productLow = TS.LoadD(products), productHigh = TS.LoadD(products + Half);
        for (nint p = 0; p < width; p++)
        {
            var gradient = TS.Load(g + p * Lanes);
            var normalised = TS.Fma(TS.Load(x + p * Lanes), TS.Create(inverse[p]), TS.Create(shift[p]));
            var d = TS.WidenLow(gradient);
            low = TS.AddD(low, d);
            productLow = TS.FmaD(d, TS.WidenLow(normalised), productLow);
            d = TS.WidenHigh(gradient);
            high = TS.AddD(high, d);
            productHigh = TS.FmaD(d, TS.WidenHigh(normalised), productHigh);
        }
        TS.StoreD(sums, low);
        TS.StoreD(sums + Half, high);
        TS.StoreD(products, productLow);
        TS.StoreD(products + Half, productHigh);
    }

    private static void Mask(float* pixels, int lanes, int count)
    {
        for (var p = 0; p < count && lanes < Lanes; p++)
            new Span<float>(pixels + (nint)p * Lanes + lanes, Lanes - lanes).Clear();
    }

    /// <summary>The halo of a row goes with its first strip.</summary>
    private static void ZeroHalo(in BlockedImage image, in PixelStrips.Strip at)
    {
        if (at.First > 0 || image.Halo == 0) return;
        for (var block = 0; block < image.Blocks; block++) image.ZeroHalo(at.Image, block, at.Row, at.Row + 1);
    }
}

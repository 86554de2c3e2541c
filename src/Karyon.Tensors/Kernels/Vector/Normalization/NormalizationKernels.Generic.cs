using System.Runtime.CompilerServices;
using Karyon.Tensors.Kernels.Vector.Activation;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Normalization;

/// <inheritdoc/>
internal sealed unsafe class NormalizationKernels<TS, TV, TD> : NormalizationKernels
    where TS : struct, ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    private const int Lanes = BlockedImage.Lanes;

    /// <summary>Doubles in half a float vector.</summary>
    private static int Half => TS.Width / 2;

    /// <inheritdoc/>
    public override void Sum(in BlockedImage image, double* partials, int chunk)
    {
        var cut = new RowChunks(image);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            var sums = partials + (nint)strip * Lanes;
            new Span<double>(sums, Lanes).Clear();
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    SumRow(image.Row(at.Image, at.Block, y) + lane, image.Width, sums + lane);
        }
    }

    /// <inheritdoc/>
    public override void SumAndSquares(in BlockedImage image, double* partials, double* squarePartials, int chunk)
    {
        var cut = new RowChunks(image);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            double* sums = partials + (nint)strip * Lanes, squares = squarePartials + (nint)strip * Lanes;
            new Span<double>(sums, Lanes).Clear();
            new Span<double>(squares, Lanes).Clear();
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    SquareRow(image.Row(at.Image, at.Block, y) + lane, image.Width, sums + lane, squares + lane);
        }
    }

    /// <inheritdoc/>
    public override void GradientSums(in BatchNormArguments a, double* partials, double* deviationPartials, int chunk)
    {
        switch (a.Activation)
        {
            case ConvActivation.Relu: GradientSums<Relu<TS, TV, TD>>(a, partials, deviationPartials, chunk); break;
            case ConvActivation.Relu6: GradientSums<Relu6<TS, TV, TD>>(a, partials, deviationPartials, chunk); break;
            default: GradientSums<Identity<TS, TV, TD>>(a, partials, deviationPartials, chunk); break;
        }
    }

    /// <inheritdoc/>
    public override void Apply(in BatchNormArguments a, int chunk)
    {
        switch (a.Activation)
        {
            case ConvActivation.Relu: Apply<Relu<TS, TV, TD>>(a, chunk); break;
            case ConvActivation.Relu6: Apply<Relu6<TS, TV, TD>>(a, chunk); break;
            default: Apply<Identity<TS, TV, TD>>(a, chunk); break;
        }
    }

    /// <inheritdoc/>
    public override void InputGradient(in BatchNormArguments a, int chunk)
    {
        switch (a.Activation)
        {
            case ConvActivation.Relu: InputGradient<Relu<TS, TV, TD>>(a, chunk); break;
            case ConvActivation.Relu6: InputGradient<Relu6<TS, TV, TD>>(a, chunk); break;
            default: InputGradient<Identity<TS, TV, TD>>(a, chunk); break;
        }
    }

    private static void GradientSums<TActivation>(in BatchNormArguments a, double* partials, double* deviationPartials, int chunk)
        where TActivation : struct, IActivation<TV>
    {
        var cut = new RowChunks(a.Input);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            double* sums = partials + (nint)strip * Lanes, deviations = deviationPartials + (nint)strip * Lanes;
            new Span<double>(sums, Lanes).Clear();
            new Span<double>(deviations, Lanes).Clear();
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    GradientRow<TActivation>(a, at, y, lane, sums + lane, deviations + lane);
        }
    }

    private static void Apply<TActivation>(in BatchNormArguments a, int chunk)
        where TActivation : struct, IActivation<TV>
    {
        var cut = new RowChunks(a.Input);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    ApplyRow<TActivation>(a, at, y, lane);
            a.Output.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    private static void InputGradient<TActivation>(in BatchNormArguments a, int chunk)
        where TActivation : struct, IActivation<TV>
    {
        var cut = new RowChunks(a.Input);
        for (var strip = cut.First(chunk, out var end); strip < end; strip++)
        {
            var at = cut.Locate(strip);
            for (var y = at.First; y < at.End; y++)
                for (var lane = 0; lane < Lanes; lane += TS.Width)
                    InputGradientRow<TActivation>(a, at, y, lane);
            a.InputGradient.ZeroHalo(at.Image, at.Block, at.First, at.End);
            if (a.ResidualGradient.Origin != null) a.ResidualGradient.ZeroHalo(at.Image, at.Block, at.First, at.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRow(float* x, int width, double* sums)
    {
        var low = TS.LoadD(sums);
        var high = TS.LoadD(sums + Half);
        for (var end = x + (nint)width * Lanes; x != end; x += Lanes)
        {
            var v = TS.Load(x);
            low = TS.AddD(low, TS.WidenLow(v));
            high = TS.AddD(high, TS.WidenHigh(v));
        }
        TS.StoreD(sums, low);
        TS.StoreD(sums + Half, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SquareRow(float* x, int width, double* sums, double* squares)
    {
        TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half), squareLow = TS.LoadD(squares), squareHigh = TS.LoadD(squares + Half);
        for (var end = x + (nint)width * Lanes; x != end; x += Lanes)
        {
            var v = TS.Load(x);
            var d = TS.WidenLow(v);
            low = TS.AddD(low, d);
            squareLow = TS.FmaD(d, d, squareLow);
            d = TS.WidenHigh(v);
            high = TS.AddD(high, d);
            squareHigh = TS.FmaD(d, d, squareHigh);
        }
        TS.StoreD(sums, low);
        TS.StoreD(sums + Half, high);
        TS.StoreD(squares, squareLow);
        TS.StoreD(squares + Half, squareHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientRow<TActivation>(in BatchNormArguments a, in RowChunks.Strip at, int y, int lane, double* sums, double* deviations)
        where TActivation : struct, IActivation<TV>
    {
        var channel = at.Block * Lanes + lane;
        var scale = TS.Load(a.Scale + channel);
        var shift = TS.Load(a.Shift + channel);
        var meanLow = TS.LoadD(a.Mean + channel);
        var meanHigh = TS.LoadD(a.Mean + channel + Half);
        TD low = TS.LoadD(sums), high = TS.LoadD(sums + Half), deviationLow = TS.LoadD(deviations), deviationHigh = TS.LoadD(deviations + Half);
        float* x = a.Input.Row(at.Image, at.Block, y) + lane, g = a.Gradient.Row(at.Image, at.Block, y) + lane;
        var residual = a.Residual.Origin == null ? null : a.Residual.Row(at.Image, at.Block, y) + lane;
        var end = (nint)a.Input.Width * Lanes;
        for (nint p = 0; p != end; p += Lanes)
        {
            var v = TS.Load(x + p);
            var z = TS.Fma(v, scale, shift);
            if (residual != null) z = TS.Add(z, TS.Load(residual + p));
            var dz = TActivation.Mask(z, TS.Load(g + p));
            var d = TS.WidenLow(dz);
            low = TS.AddD(low, d);
            deviationLow = TS.FmaD(d, TS.SubD(TS.WidenLow(v), meanLow), deviationLow);
            d = TS.WidenHigh(dz);
            high = TS.AddD(high, d);
            deviationHigh = TS.FmaD(d, TS.SubD(TS.WidenHigh(v), meanHigh), deviationHigh);
        }
        TS.StoreD(sums, low);
        TS.StoreD(sums + Half, high);
        TS.StoreD(deviations, deviationLow);
        TS.StoreD(deviations + Half, deviationHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyRow<TActivation>(in BatchNormArguments a, in RowChunks.Strip at, int y, int lane)
        where TActivation : struct, IActivation<TV>
    {
        var channel = at.Block * Lanes + lane;
        var scale = TS.Load(a.Scale + channel);
        var shift = TS.Load(a.Shift + channel);
        float* x = a.Input.Row(at.Image, at.Block, y) + lane, to = a.Output.Row(at.Image, at.Block, y) + lane;
        var end = (nint)a.Input.Width * Lanes;
        if (a.Residual.Origin == null)
        {
            for (nint p = 0; p != end; p += Lanes) TS.Store(to + p, TActivation.Apply(TS.Fma(TS.Load(x + p), scale, shift)));
            return;
        }
        var residual = a.Residual.Row(at.Image, at.Block, y) + lane;
        for (nint p = 0; p != end; p += Lanes)
            TS.Store(to + p, TActivation.Apply(TS.Add(TS.Fma(TS.Load(x + p), scale, shift), TS.Load(residual + p))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InputGradientRow<TActivation>(in BatchNormArguments a, in RowChunks.Strip at, int y, int lane)
        where TActivation : struct, IActivation<TV>
    {
        var channel = at.Block * Lanes + lane;
        var scale = TS.Load(a.Scale + channel);
        var shift = TS.Load(a.Shift + channel);
        var gradientFactor = TS.Load(a.GradientFactor + channel);
        var inputFactor = TS.Load(a.InputFactor + channel);
        var offset = TS.Load(a.Offset + channel);
        float* x = a.Input.Row(at.Image, at.Block, y) + lane, g = a.Gradient.Row(at.Image, at.Block, y) + lane;
        var to = a.InputGradient.Row(at.Image, at.Block, y) + lane;
        var residual = a.Residual.Origin == null ? null : a.Residual.Row(at.Image, at.Block, y) + lane;
        var residualGradient = a.ResidualGradient.Origin == null ? null : a.ResidualGradient.Row(at.Image, at.Block, y) + lane;
        var end = (nint)a.Input.Width * Lanes;
        for (nint p = 0; p != end; p += Lanes)
        {
            var v = TS.Load(x + p);
            var z = TS.Fma(v, scale, shift);
            if (residual != null) z = TS.Add(z, TS.Load(residual + p));
            var dz = TActivation.Mask(z, TS.Load(g + p));
            if (residualGradient != null) TS.Store(residualGradient + p, dz);
            TS.Store(to + p, TS.Fma(dz, gradientFactor, TS.Fma(v, inputFactor, offset)));
        }
    }
}

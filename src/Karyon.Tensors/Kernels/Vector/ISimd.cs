namespace Karyon.Tensors.Kernels.Vector;

/// <summary>
/// The instructions that kernels are written in, for one vector width. A 16-channel block is one vector of 512 bits, two of 256 or
/// four of 128; kernels are generic over this interface and the JIT specialises them, so one template serves every width. Each
/// member is a correctly rounded operation or a bit operation: no estimates, so every width gives the same bits.
/// </summary>
/// <typeparam name="TV">Vector of float.</typeparam>
/// <typeparam name="TD">Vector of double with half as many lanes.</typeparam>
internal unsafe interface ISimd<TV, TD>
    where TV : unmanaged
    where TD : unmanaged
{
    /// <summary>Float lanes in a vector: 16, 8 or 4.</summary>
    static abstract int Width { get; }

    static abstract TV Zero { get; }

    static abstract TV Create(float value);

    static abstract TV Load(float* source);

    static abstract void Store(float* destination, TV value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TV Fma(TV a, TV b, TV c);

    /// <summary>c - a * b, rounded once.</summary>
    static abstract TV Fnma(TV a, TV b, TV c);

    static abstract TV Add(TV a, TV b);

    static abstract TV Sub(TV a, TV b);

    static abstract TV Mul(TV a, TV b);

    static abstract TV Div(TV a, TV b);

    static abstract TV Sqrt(TV a);

    /// <summary>a > b ? a : b, lane by lane: b where either is NaN or both are zero (so ReLU is Max(x, 0)).</summary>
    static abstract TV Max(TV a, TV b);

    /// <summary>a &lt; b ? a : b, lane by lane: b where either is NaN or both are zero.</summary>
    static abstract TV Min(TV a, TV b);

    /// <summary>condition > 0 ? whenTrue : whenFalse, lane by lane (false for NaN).</summary>
    static abstract TV SelectPositive(TV condition, TV whenTrue, TV whenFalse);

    /// <summary>a > b ? whenTrue : whenFalse, lane by lane (false for NaN).</summary>
    static abstract TV SelectGreater(TV a, TV b, TV whenTrue, TV whenFalse);

    /// <summary>Absolute value (clears the sign bit).</summary>
    static abstract TV Abs(TV a);

    /// <summary>Nearest integer, ties to even.</summary>
    static abstract TV Round(TV a);

    /// <summary>2 to the power of an integral n in -126..127, exact.</summary>
    static abstract TV Pow2(TV n);

    /// <summary>For a normal positive value: its exponent e as float and its mantissa in [1, 2), with value = mantissa * 2^e; exact.</summary>
    static abstract TV SplitExponent(TV value, out TV mantissa);

    /// <summary>Turns four channels of as many neighbouring pixels as there are lanes into four rows.</summary>
    /// <param name="pixels">The first channel of the first pixel.</param>
    /// <param name="step">From a pixel to the next.</param>
    /// <param name="rows">Where the first channel's row goes.</param>
    /// <param name="row">From a row to the next.</param>
    static abstract void TransposeFour(float* pixels, nint step, float* rows, nint row);

    /// <summary>Asks for a line of memory ahead of its use, where the processor can be asked.</summary>
    static abstract void Prefetch(float* address);

    // Doubles, for sums: a float vector widens into a low and a high half.

    static abstract TD ZeroD { get; }

    static abstract TD CreateD(double value);

    static abstract TD LoadD(double* source);

    static abstract void StoreD(double* destination, TD value);

    static abstract TD WidenLow(TV value);

    static abstract TD WidenHigh(TV value);

    /// <summary>Both halves rounded to float.</summary>
    static abstract TV Narrow(TD low, TD high);

    static abstract TD AddD(TD a, TD b);

    static abstract TD SubD(TD a, TD b);

    static abstract TD MulD(TD a, TD b);

    /// <summary>a * b + c in double, rounded once.</summary>
    static abstract TD FmaD(TD a, TD b, TD c);
}

using System.Runtime.InteropServices;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>Aligned native floats for kernel tests, filled with NaN so that what a kernel forgets to write is seen.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    public NativeFloats(long length)
    {
        Length = (int)length;
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, length * sizeof(float)), 64);
        Span.Fill(float.NaN);
    }

    public NativeFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public float* Pointer { get; private set; }

    public int Length { get; }

    public nint Count => Length;

    public Span<float> Span => new(Pointer, Length);

    public static NativeFloats Random(long length, Random random)
    {
        var made = new NativeFloats(length);
        foreach (ref var value in made.Span) value = (float)(random.NextDouble() * 2 - 1);
        return made;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}

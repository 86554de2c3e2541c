using System.Runtime.InteropServices;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>Aligned floats outside the managed heap, NaN at first.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    public NativeFloats(nint count)
    {
        Pointer = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, count) * sizeof(float), 64);
        Count = count;
        Span.Fill(float.NaN);
    }

    public NativeFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(Span);

    public float* Pointer { get; }

    public nint Count { get; }

    public Span<float> Span => new(Pointer, (int)Count);

    public void Dispose() => NativeMemory.AlignedFree(Pointer);
}

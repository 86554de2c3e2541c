using System.Runtime.InteropServices;

namespace Karyon.Tensors.Tests.Kernels.Convolution;

/// <summary>Aligned floats between two guards of NaN: what reads past the ends shows in the result, what writes there is found.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int Guard = 64;
    private readonly float* _memory;

    public NativeFloats(long count, float fill = 0f)
    {
        Count = count;
        _memory = (float*)NativeMemory.AlignedAlloc((nuint)((count + 2 * Guard) * sizeof(float)), 64);
        Whole.Fill(float.NaN);
        Span.Fill(fill);
    }

    public long Count { get; }

    public float* Pointer => _memory + Guard;

    public Span<float> Span => new(Pointer, (int)Count);

    private Span<float> Whole => new(_memory, (int)Count + 2 * Guard);

    public bool GuardsAreIntact
    {
        get
        {
            foreach (var value in Whole[..Guard])
                if (!float.IsNaN(value)) return false;
            foreach (var value in Whole[(Guard + (int)Count)..])
                if (!float.IsNaN(value)) return false;
            return true;
        }
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}

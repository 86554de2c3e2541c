using System.Runtime.InteropServices;

namespace Karyon.Tensors;

/// <summary>
/// Hands out native memory, 64-byte aligned, under a cap, and counts what is alive. Thread safe. Memory given back is freed at once;
/// plans keep their arenas, so steady state allocates nothing.
/// </summary>
public sealed class TensorAllocator
{
    private const nuint Alignment = 64;
    private long _liveBytes;
    private long _liveBlocks;
    private long _peakBytes;

    /// <summary>Makes an allocator with a cap.</summary>
    /// <param name="capBytes">Most bytes alive at a time.</param>
    public TensorAllocator(long capBytes = long.MaxValue) => CapBytes = capBytes;

    /// <summary>Most bytes alive at a time.</summary>
    public long CapBytes { get; }

    /// <summary>Whether memory that nobody asked to be zero begins as NaN, so that what reads before it writes is found. For tests.</summary>
    internal bool Poisons { get; init; }

    /// <summary>Bytes alive now.</summary>
    public long LiveBytes => Interlocked.Read(ref _liveBytes);

    /// <summary>Blocks alive now; 0 after everything was disposed.</summary>
    public long LiveBlocks => Interlocked.Read(ref _liveBlocks);

    /// <summary>Most bytes that were alive at a time.</summary>
    public long PeakBytes => Interlocked.Read(ref _peakBytes);

    internal unsafe void* Allocate(long bytes, bool zero)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var live = Interlocked.Add(ref _liveBytes, bytes);
        if (live > CapBytes)
        {
            Interlocked.Add(ref _liveBytes, -bytes);
            throw new TensorMemoryException($"{bytes} bytes on top of {live - bytes} exceed the cap of {CapBytes}; use smaller tiles or batches, or raise --memory");
        }
        for (var peak = PeakBytes; live > peak; peak = PeakBytes)
            if (Interlocked.CompareExchange(ref _peakBytes, live, peak) == peak) break;
        Interlocked.Increment(ref _liveBlocks);
        var size = (nuint)Math.Max(bytes, 1);
        var block = NativeMemory.AlignedAlloc(size, Alignment);
        if (zero) NativeMemory.Clear(block, size);
        else if (Poisons) NativeMemory.Fill(block, size, 0xff);
        return block;
    }

    internal unsafe void Free(void* block, long bytes)
    {
        NativeMemory.AlignedFree(block);
        Interlocked.Add(ref _liveBytes, -bytes);
        Interlocked.Decrement(ref _liveBlocks);
    }
}

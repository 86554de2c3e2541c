using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Karyon.Tensors.Kernels.Vector.Ceiling;

/// <summary>What a core moves at most: copying a buffer of a given size, once read and once written.</summary>
internal static unsafe class CopyBandwidth
{
    /// <summary>The calling thread's copy bandwidth in GB/s, reads and writes both counted: the best of some runs.</summary>
    /// <param name="bytes">Size of the source; the target has the same.</param>
    /// <param name="rounds">Copies.</param>
    /// <exception cref="OutOfMemoryException">There is no room for twice that size.</exception>
    public static double Measure(nuint bytes, int rounds)
    {
        var source = NativeMemory.AlignedAlloc(bytes, 64);
        try
        {
            var target = NativeMemory.AlignedAlloc(bytes, 64);
            try
            {
                NativeMemory.Fill(source, bytes, 1);
                NativeMemory.Fill(target, bytes, 2);
                var best = double.PositiveInfinity;
                for (var round = 0; round < rounds; round++)
                {
                    var start = Stopwatch.GetTimestamp();
                    NativeMemory.Copy(source, target, bytes);
                    best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
                }
                return 2.0 * bytes / best * 1e-9;
            }
            finally
            {
                NativeMemory.AlignedFree(target);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(source);
        }
    }
}

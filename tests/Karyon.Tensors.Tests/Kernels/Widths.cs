using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Kernels;

/// <summary>The vector widths that this machine runs, to force in turn.</summary>
internal static class Widths
{
    public static IEnumerable<VectorPath> Supported => Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported);
}

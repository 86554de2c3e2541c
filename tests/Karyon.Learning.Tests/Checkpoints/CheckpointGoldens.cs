using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints;

/// <summary>The files that Goldens/checkpoints/make_goldens.py wrote with PyTorch 1.13 and NumPy 1.24.</summary>
internal static class CheckpointGoldens
{
    public static string Path(string file) => System.IO.Path.Combine(Checkout.Root, "tests", "Karyon.Learning.Tests", "Goldens", "checkpoints", file);
}

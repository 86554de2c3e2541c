using Karyon.Testing;

namespace Karyon.Data.Tests.Arrays;

/// <summary>The array files that Goldens/arrays/make_arrays.py wrote with NumPy and SciPy.</summary>
internal static class ArrayGoldens
{
    public static string Path(string file) => System.IO.Path.Combine(Checkout.Root, "tests", "Karyon.Data.Tests", "Goldens", "arrays", file);

    /// <summary>The closed form of the values that every numeric golden of a kind holds, shape 2 x 3 x 4, C order.</summary>
    public static double[] ValuesOf(string kind) => [.. Enumerable.Range(0, 24).Select(i => kind[0] switch
    {
        'b' => i % 3 == 0 ? 1.0 : 0.0,
        'f' => i * 0.25 - 2,
        'i' => i * 5 - 60,
        _ => i * 10,
    })];
}

using System.Numerics;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;
using Karyon.Data.Pickles;
using Karyon.Data.Tests.Arrays;
using Karyon.Testing;

namespace Karyon.Data.Tests.Pickles;

public class NumpyPickleTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void Arrays_and_plain_values_read_as_Python_wrote_them(int protocol)
    {
        var root = Assert.IsType<PickleDictionary>(NumpyPickle.Read(Golden($"numpy-protocol{protocol}.pkl")));
        Assert.Equal<object?>(["a", "b"], (List<object?>)root["names"]!);
        Assert.Equal<object?>([1L, -2.5], (object?[])root["pair"]!);
        Assert.Equal(BigInteger.Pow(2, 70), root["large"]);
        Assert.Null(root["none"]);
        Assert.Equal<object?>([true, false], (List<object?>)root["flags"]!);
        Assert.Equal(-3L, root["number"]);
        Check(root, "c", ElementType.Float32, [2, 3], [0, 1, 2, 3, 4, 5]);
        Check(root, "fortran", ElementType.Int32, [2, 3], [0, 1, 2, 3, 4, 5]);
        Check(root, "big", ElementType.Int16, [4], [0, 1, 2, 3]);
        Check(root, "empty", ElementType.Float64, [0, 2], []);
        Check(root, "bool", ElementType.Boolean, [2], [1, 0]);
    }

    [Fact]
    public void Arrays_that_Python_2_wrote_as_strings_are_read()
    {
        var pickle = Array(elements => elements.Op('U').Raw(4, 0xFF, 0xFF, 0x80, 0));
        var array = Assert.IsType<PickledArray>(Read(pickle)).ToNdArray();
        Assert.Equal([-1, 128], array.ToDoubles());
    }

    [Fact]
    public void Tensors_and_code_are_refused_where_arrays_are_read()
    {
        Refuses(new PickleWriter().Global("torch._utils", "_rebuild_tensor_v2").Stop(), "asks for torch._utils._rebuild_tensor_v2");
        Refuses(new PickleWriter().Global("os", "system").Text("true").Raw(0x85).Op('R').Stop(), "byte 2: the pickle asks for os.system");
        Refuses(new PickleWriter().Text("storage").Op('Q').Stop(), "a persistent id");
    }

    [Fact]
    public void An_array_whose_elements_do_not_fit_its_shape_is_refused_when_it_is_asked_for()
    {
        var pickle = Array(elements => elements.Op('C').Raw(3, 1, 0, 2));
        var array = Assert.IsType<PickledArray>(Read(pickle));
        Assert.Contains("x.pkl", Assert.Throws<InvalidFileException>(() => array.ToNdArray()).Message, StringComparison.Ordinal);
    }

    private static void Check(PickleDictionary root, string key, ElementType type, int[] shape, double[] values)
    {
        var array = Assert.IsType<PickledArray>(root[key]).ToNdArray();
        Assert.Equal(type, array.Type);
        Assert.Equal(shape, array.Shape.ToArray());
        Assert.Equal(values, array.ToDoubles());
    }

    /// <summary>An array of two 16-bit integers.</summary>
    private static byte[] Array(Action<PickleWriter> elements)
    {
        var pickle = new PickleWriter().Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Ints(0).Text("b").Raw(0x87).Op('R')
            .Mark().Int(1).Ints(2).Global("numpy", "dtype").Text("i2").Raw(0x85).Op('R').Mark().Int(3).Text("<").Op('t').Op('b').Bool(false);
        elements(pickle);
        return pickle.Op('t').Op('b').Stop();
    }

    [Theory]
    [InlineData("numpy-protocol2.pkl")]
    [InlineData("numpy-protocol5.pkl")]
    public void Mutated_arrays_are_read_or_refused(string file) => Mutations.Try(File.ReadAllBytes(Golden(file)), 3000, bytes =>
    {
        if (NumpyPickle.Read("x.pkl", new MemoryByteSource(bytes)) is not PickleDictionary root) return;
        foreach (var (_, value) in root.Items)
            if (value is PickledArray array) _ = array.ToNdArray();
    });

    /// <summary>The files that Goldens/pickles/make_pickles.py wrote with NumPy 1.24.</summary>
    internal static string Golden(string file) => Path.Combine(Checkout.Root, "tests", "Karyon.Data.Tests", "Goldens", "pickles", file);

    private static object? Read(byte[] pickle) => NumpyPickle.Read("x.pkl", new MemoryByteSource(pickle));

    private static void Refuses(byte[] pickle, string reason) => Assert.Contains(reason, Assert.Throws<InvalidFileException>(() => Read(pickle)).Message, StringComparison.Ordinal);
}

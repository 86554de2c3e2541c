using System.Text;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Data.Tests.Arrays;
using Karyon.Data.Tests.Datasets;
using Karyon.Testing;

namespace Karyon.Data.Tests.Pickles;

/// <summary>HoVer-UNet's predictions: one that Python wrote, and others that are written here opcode by opcode.</summary>
public sealed class HoverUNetPickleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_prediction_that_Python_wrote_has_its_nuclei_and_their_types_by_id()
    {
        _folder.Copy(NumpyPickleTests.Golden("hoverunet.pickle"), "a.pickle");
        var nuclei = Read("a");
        Assert.Equal((12, 9), (nuclei.Labels.Width, nuclei.Labels.Height));
        for (var y = 0; y < 9; y++)
            for (var x = 0; x < 12; x++)
                Assert.Equal(y is >= 1 and < 4 && x is >= 1 and < 5 ? 1 : (x, y) == (11, 0) ? 2 : y is >= 5 and < 8 && x is >= 6 and < 11 ? 7 : 0, nuclei.Labels.Pixels[12 * y + x]);
        // Records stand in another order than ids, and nucleus 2 has none.
        Assert.Equal(["1: 2", "7: 5"], nuclei.ClassNames.OrderBy(item => item.Key).Select(item => $"{item.Key}: {item.Value}"));
        Assert.Equal((3.0, 2.5), nuclei.Places![1]);
        Assert.Equal((8.5, 6.5), nuclei.Places[7]);
        Assert.Equal(["a"], NucleiFiles.NamesIn(_folder.Root));
        Assert.Empty(NucleiFiles.Read(_folder.Root, "a", new NucleiFileOptions()).ClassNames);
    }

    [Fact]
    public void An_image_without_nuclei_is_one()
    {
        _folder.Copy(NumpyPickleTests.Golden("hoverunet-empty.pickle"), "a.pickle");
        var nuclei = Read("a");
        Assert.Equal((12, 9), (nuclei.Labels.Width, nuclei.Labels.Height));
        Assert.All(nuclei.Labels.Pixels, id => Assert.Equal(0, id));
        Assert.Empty(nuclei.ClassNames);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_protocol_is_read_and_keys_beside_the_needed_ones_are_not_looked_at(byte protocol)
    {
        Write(Prediction(protocol, "i8", [2, 3], [0, 4, 4, 9, 0, 0], ("inst_uid", [4, 9]), ("inst_type", [3, 1])));
        var nuclei = Read("x");
        Assert.Equal([0, 4, 4, 9, 0, 0], nuclei.Labels.Pixels);
        Assert.Equal(["4: 3", "9: 1"], nuclei.ClassNames.OrderBy(item => item.Key).Select(item => $"{item.Key}: {item.Value}"));
    }

    public static TheoryData<string, Func<byte[]>> Hostile => new()
    {
        { "the pickle asks for os.system; loading never runs code", () => new PickleWriter().Global("os", "system").Text("touch karyon-was-here").Raw(0x85).Op('R').Stop() },
        { "the pickle asks for builtins.eval; loading never runs code", () => new PickleWriter(4).StackGlobal("builtins", "eval").Text("1").Raw(0x85).Op('R').Stop() },
        { "leaves the file; it is truncated", () => File.ReadAllBytes(NumpyPickleTests.Golden("hoverunet.pickle"))[..600] },
        { "the pickle is no dictionary", () => new PickleWriter().Text("nuclei").Stop() },
        { "there is no array inst_map", () => new PickleWriter().Op('}').Stop() },
        { "inst_map is no NumPy array", () => Dictionary(("inst_map", pickle => pickle.Int(1))).Stop() },
        { "a NumPy array of |O", () => Dictionary(("inst_map", pickle => Objects(pickle))).Stop() },
        { "inst_type has 1 records, inst_uid 2 ids", () => Prediction(2, "i8", [1, 2], [4, 9], ("inst_uid", [4, 9]), ("inst_type", [3])) },
        { "two records of the nucleus 4", () => Prediction(2, "i8", [1, 2], [4, 9], ("inst_uid", [4, 4]), ("inst_type", [3, 1])) },
        { "x.pickle", () => Prediction(2, "i8", [1 << 20, 1 << 20], [0], ("inst_uid", []), ("inst_type", [])) },
        { "is longer than", () => new PickleWriter().Raw(0x8E).Raw(0, 0, 0, 0, 1, 0, 0, 0).Stop() },
        { "opcode 0x69 is not read", () => new PickleWriter().Mark().Raw((byte)'i').Stop() },
    };

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void What_is_no_prediction_is_refused_by_name_in_one_line(string reason, Func<byte[]> pickle)
    {
        Write(pickle());
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<InvalidFileException>(() => Read("x"));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.At("x.pickle"), fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8L << 20);
        Assert.False(File.Exists("karyon-was-here"));
    }

    [Fact]
    public void A_pickle_that_doubles_itself_again_and_again_costs_its_own_length_alone()
    {
        // A list that holds the one before twice, sixty times over: 2^60 ends if anyone walked it.
        var pickle = new PickleWriter(4).Op('}').Text("inst_map").Op(']').Raw(0x94);
        for (byte i = 0; i < 60; i++) pickle.Op(']').Raw(0x94).Mark().Raw((byte)'h', i).Raw((byte)'h', i).Op('e');
        // All the lists are still on the stack: only the last stays.
        for (var i = 0; i < 60; i++) pickle.Op('0');
        Write(pickle.Op('s').Stop());
        Assert.Contains("inst_map is no NumPy array", Assert.Throws<InvalidFileException>(() => Read("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_predictions_are_read_or_refused() => Mutations.Try(File.ReadAllBytes(NumpyPickleTests.Golden("hoverunet.pickle")), 1500, bytes =>
    {
        Write(bytes);
        Read("x");
    });

    private NamedNuclei Read(string name) => NucleiFiles.Read(_folder.Root, name, new NucleiFileOptions { WithClasses = true });

    private void Write(byte[] pickle) => File.WriteAllBytes(_folder.At("x.pickle"), pickle);

    private static byte[] Prediction(byte protocol, string type, int[] shape, long[] map, params (string Name, long[] Values)[] lists) => Dictionary(protocol,
    [
        ("inst_map", pickle => Array(pickle, type, shape, map)), .. lists.Select(list => (list.Name, (Action<PickleWriter>)(pickle => Array(pickle, "i8", [list.Values.Length], list.Values)))),
        ("inst_type_prod", pickle => pickle.Float(0.5)), ("inst_contour", pickle => pickle.Op(']')),
    ]).Stop();

    private static PickleWriter Dictionary(params (string Key, Action<PickleWriter> Value)[] items) => Dictionary(2, items);

    private static PickleWriter Dictionary(byte protocol, (string Key, Action<PickleWriter> Value)[] items)
    {
        var pickle = new PickleWriter(protocol).Op('}').Mark();
        foreach (var (key, value) in items) value(pickle.Text(key));
        return pickle.Op('u');
    }

    /// <summary>An array of 64-bit integers as NumPy pickles it: _reconstruct, then its state.</summary>
    private static void Array(PickleWriter pickle, string type, int[] shape, long[] values) =>
        State(pickle, type, shape, last => last.Op('B').Int32(8 * values.Length).Raw([.. values.SelectMany(BitConverter.GetBytes)]));

    private static void Objects(PickleWriter pickle) => State(pickle, "O8", [1], last => last.Op(']').None().Op('a'));

    private static void State(PickleWriter pickle, string type, int[] shape, Action<PickleWriter> elements)
    {
        pickle.Global("numpy.core.multiarray", "_reconstruct").Global("numpy", "ndarray").Ints(0).Op('C').Raw(1, (byte)'b').Raw(0x87).Op('R')
            .Mark().Int(1).Ints([.. shape.Select(size => (long)size)]).Global("numpy", "dtype").Text(type).Bool(false).Bool(true).Raw(0x87).Op('R')
            .Mark().Int(3).Text(type[0] == 'O' ? "|" : "<").None().None().None().Int(-1).Int(-1).Int(0).Op('t').Op('b').Bool(false);
        elements(pickle);
        pickle.Op('t').Op('b');
    }
}

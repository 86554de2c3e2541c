using System.IO.Compression;
using Karyon.Data.Codecs;
using Karyon.Learning.Checkpoints.PyTorch;
using Karyon.Tensors;
using Karyon.Tensors.Serialization;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Checkpoints.PyTorch;

public class PyTorchCheckpointTests
{
    public static TheoryData<bool> Formats => [false, true];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Tensors_of_every_number_format_become_floats(bool isStream)
    {
        var builder = new TorchFileBuilder();
        void Add(string type, int size, params byte[] bytes) => builder.View(type, builder.Storage(type, size, bytes), 0, [2], [1]);
        Add("FloatStorage", 4, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0xC0);
        Add("DoubleStorage", 8, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0);
        Add("HalfStorage", 2, 0x00, 0x3E, 0x00, 0xC0);
        Add("BFloat16Storage", 2, 0xC0, 0x3F, 0x00, 0xC0);
        Add("LongStorage", 8, 1, 0, 0, 0, 0, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        Add("IntStorage", 4, 1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF);
        Add("ShortStorage", 2, 1, 0, 0xFE, 0xFF);
        Add("CharStorage", 1, 1, 0xFE);
        Add("ByteStorage", 1, 1, 0xFE);
        Add("BoolStorage", 1, 1, 0);
        using var file = Open(isStream ? builder.Stream() : builder.Zip());
        foreach (var name in new[] { "FloatStorage", "DoubleStorage", "HalfStorage", "BFloat16Storage" }) Assert.Equal([1.5f, -2], Values(file, name));
        foreach (var name in new[] { "LongStorage", "IntStorage", "ShortStorage", "CharStorage" }) Assert.Equal([1f, -2], Values(file, name));
        Assert.Equal([1f, 254], Values(file, "ByteStorage"));
        Assert.Equal([1f, 0], Values(file, "BoolStorage"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Views_may_share_a_storage_overlap_and_be_transposed(bool isStream)
    {
        var builder = new TorchFileBuilder();
        var shared = builder.Floats(0, 1, 2, 3, 4, 5);
        builder.View("whole", shared, 0, [2, 3], [3, 1]).View("transposed", shared, 0, [3, 2], [1, 3]).View("tail", shared, 4, [2], [1], isParameter: true)
            .View("windows", shared, 0, [4, 3], [1, 1]).View("same", shared, 2, [2, 2], [0, 0]).View("none", shared, 6, [0, 5], [5, 1]).View("scalar", shared, 3, [], []);
        using var file = Open(isStream ? builder.Stream() : builder.Zip());
        Assert.Equal([0f, 1, 2, 3, 4, 5], Values(file, "whole"));
        Assert.Equal([0f, 3, 1, 4, 2, 5], Values(file, "transposed"));
        Assert.Equal([4f, 5], Values(file, "tail"));
        Assert.Equal([0f, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5], Values(file, "windows"));
        Assert.Equal([2f, 2, 2, 2], Values(file, "same"));
        Assert.Equal([], Values(file, "none"));
        Assert.Equal([3f], Values(file, "scalar"));
        Assert.Equal(new Shape(3, 2), file.Entries[1].Shape);
    }

    [Fact]
    public void A_repacked_archive_may_be_deflated()
    {
        float[] values = [.. Enumerable.Range(0, 5000).Select(i => (float)Math.Sin(i))];
        using var file = Open(new TorchFileBuilder().Tensor("a", [5000], values).Tensor("b", [2], 1, 2).Zip(CompressionLevel.Optimal));
        Assert.Equal(values, Values(file, "a"));
        Assert.Equal([1f, 2], Values(file, "b"));
    }

    [Fact]
    public void A_tensor_of_an_untyped_storage_says_its_number_format_itself()
    {
        // What PyTorch 2 writes for formats without a storage class of their own.
        static void Write(PickleWriter pickle, string type, long size)
        {
            pickle.Global("torch._utils", "_rebuild_tensor_v3").Mark().Mark().Text("storage").Global("torch.storage", "UntypedStorage").Text("0").Text("cpu").Int(8).Op('t').Op('Q');
            pickle.Int(1).Ints(size).Ints(1).Bool(false).CallEmpty("collections", "OrderedDict").Global("torch", type).Op('t').Op('R');
        }
        var builder = new TorchFileBuilder();
        builder.Floats(2.5f, -3);
        using var file = Open(builder.Item("a", pickle => Write(pickle, "float32", 1)).Zip());
        Assert.Equal([-3f], Values(file, "a"));
        Refuses("leaves its storage 0 of 2 elements", builder.Item("b", pickle => Write(pickle, "float32", 2)).Zip());
    }

    [Fact]
    public void An_archive_of_64_bit_sizes_is_read()
    {
        var bytes = new TorchFileBuilder().Tensor("a", [2], 1, 2).Tensor("b", [2, 2], 3, 4, 5, 6).Zip();
        using var file = Open(Zip64.Of(bytes));
        Assert.Equal([1f, 2], Values(file, "a"));
        Assert.Equal([3f, 4, 5, 6], Values(file, "b"));
    }

    [Theory]
    [InlineData("desc")]
    [InlineData("state_dict")]
    [InlineData("model")]
    [InlineData("model_state_dict")]
    [InlineData("net")]
    public void The_state_dict_is_found_where_trainers_keep_it(string wrapper)
    {
        var builder = new TorchFileBuilder { Wrapper = wrapper }.Tensor("module._orig_mod.a", [1], 1).Tensor("module._orig_mod.b.c", [1], 2);
        builder.Beside.Add(("epoch", pickle => pickle.Int(7)));
        builder.Beside.Add(("args", pickle => pickle.Global("argparse", "Namespace").Op(')').Raw(0x81).Op('}').Text("lr").Float(0.1).Op('s').Op('b')));
        using var file = Open(builder.Zip());
        Assert.Equal(["a", "b.c"], file.Entries.Select(entry => entry.Name));
        Assert.Equal(["epoch", "args"], file.Others);
    }

    [Fact]
    public void Names_of_nested_dictionaries_are_joined_and_a_prefix_that_one_lacks_stays()
    {
        var inner = new TorchFileBuilder().Tensor("module.a", [1], 1);
        inner.Item("part", pickle => pickle.Op('}').Text("deep").Op('}').Text("count").Int(3).Op('s').Op('s'));
        using var file = Open(inner.Tensor("b", [1], 2).Zip());
        Assert.Equal(["module.a", "b"], file.Entries.Select(entry => entry.Name));
        Assert.Equal(["part.deep.count"], file.Others);
    }

    public static TheoryData<string, Func<byte[]>> Views => new()
    {
        { "offset 1 leaves its storage 0 of 6 elements", () => View(1, [2, 3], [3, 1]) },
        { "leaves its storage", () => View(0, [2, 3], [4, 1]) },
        { "leaves its storage", () => View(-1, [2], [1]) },
        { "leaves its storage", () => View(7, [0], [1]) },
        { "leaves its storage", () => View(0, [3, 3], [long.MaxValue, long.MaxValue]) },
        { "stride that is no whole number of 0 or more", () => View(5, [2], [-1]) },
        { "size that is no whole number of 0 or more", () => View(0, [-1], [1]) },
        { "more elements than a file can hold", () => View(0, [1L << 40], [0]) },
        { "more elements than a file can hold", () => View(0, [1 << 30, 1 << 30, 1 << 30], [0, 0, 0]) },
        { "more elements than its storage", () => View(0, [1 << 15, 1 << 15], [0, 0]) },
        { "2 sizes and 1 strides", () => View(0, [1, 1], [1]) },
        { "has the bit neg set", () => Bit(pickle => pickle.Text("neg")) },
        // An object that holds itself is not to be printed.
        { "has the bit (no text) set", () => Bit(pickle => pickle.CallEmpty("argparse", "Namespace").Op('q').Raw(9).Op('h').Raw(9).Op('b')) },
        { "a tensor of 9 dimensions", () => View(0, [1, 1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1]) },
    };

    [Theory]
    [MemberData(nameof(Views), DisableDiscoveryEnumeration = true)]
    public void A_view_that_is_not_within_its_storage_is_refused(string reason, Func<byte[]> bytes) => Refuses(reason, bytes());

    public static TheoryData<string, Func<byte[]>> Attacks => new()
    {
        { "byte 2: the pickle asks for os.system; loading never runs code", () => Attack(pickle => pickle.Global("os", "system").Text("touch attacked").Raw(0x85).Op('R')) },
        { "the pickle asks for posix.system; loading never runs code", () => Attack(pickle => pickle.StackGlobal("posix", "system").Text("touch attacked").Raw(0x85).Op('R'), protocol: 4) },
        { "the pickle asks for builtins.eval", () => Attack(pickle => pickle.Global("builtins", "eval").Text("1").Raw(0x85).Op('R')) },
        { "the pickle asks for collections.namedtuple", () => Attack(pickle => pickle.Global("collections", "namedtuple").Op(')').Op('R')) },
        { "something is called that is no name of the whitelist", () => Attack(pickle => pickle.Text("os.system").Op(')').Op('R')) },
        { "torch.FloatStorage is called (Reduce)", () => Attack(pickle => pickle.CallEmpty("torch", "FloatStorage")) },
        { "opcode 0x69 is not read", () => Attack(pickle => pickle.Op('i').Raw("os\nsystem\n"u8.ToArray())) },
        { "opcode 0x6F is not read", () => Attack(pickle => pickle.Mark().Global("torch", "Size").Op('o')) },
        { "opcode 0x82 is not read", () => Attack(pickle => pickle.Raw(0x82, 1)) },
        { "a persistent id is no storage", () => Attack(pickle => pickle.Text("module").Op('Q')) },
        { "a name is longer than", () => Attack(pickle => pickle.Global(new string('a', 300), "b")) },
        { "pickle protocol 9", () => Attack(_ => { }, protocol: 9) },
        { "the stack is empty", () => Attack(pickle => pickle.Op('0')) },
        { "the stack is empty", () => Attack(pickle => pickle.Int(1).Mark().Op('0').Op('0').Op('0')) },
        { "there is no mark", () => Attack(pickle => pickle.Op('t')) },
        { "memo slot 3 is empty", () => Attack(pickle => pickle.Op('h').Raw(3)) },
        { "memo slot 4294967295 is beyond", () => Attack(pickle => pickle.Int(1).Op('r').Raw(255, 255, 255, 255)) },
        { "the pickle ends early", () => Attack(pickle => pickle.Op('X').Raw(255, 255, 0, 0)) },
        { "a text of 2147483647 bytes is longer than", () => Attack(pickle => pickle.Op('X').Raw(255, 255, 255, 127)) },
        { "a frame of", () => Attack(pickle => pickle.Raw(0x95, 255, 255, 255, 255, 255, 255, 255, 255)) },
        { "an integer of 4294967295 bytes", () => Attack(pickle => pickle.Raw(0x8B, 255, 255, 255, 255)) },
        { "more than the 4194304 opcodes", () => Attack(pickle => pickle.Raw([.. Enumerable.Repeat((byte[])[(byte)'N', (byte)'0'], 1 << 21).SelectMany(pair => pair)])) },
        { "the stack holds more than the 2097152 values", () => Attack(pickle => pickle.Raw([.. Enumerable.Repeat((byte)'N', 1 << 22)])) },
        { "the stack holds more than the 2097152 values", () => Attack(pickle => pickle.Raw([.. Enumerable.Repeat((byte)'(', 1 << 22)])) },
        { "STOP leaves 2 values", () => Attack(pickle => pickle.Int(1).Int(1)) },
    };

    [Theory]
    [MemberData(nameof(Attacks), DisableDiscoveryEnumeration = true)]
    public void A_pickle_that_would_run_code_or_is_no_sound_one_is_refused(string reason, Func<byte[]> bytes)
    {
        Refuses(reason, bytes());
        Assert.False(File.Exists("attacked"));
    }

    public static TheoryData<string, Func<byte[]>> Unsound => new()
    {
        { "holds no state dict but a list", () => Attack(pickle => pickle.Op(']')) },
        { "holds no tensors", () => Attack(pickle => pickle.Op('}')) },
        { "dictionaries stand more than 32 deep", () => Attack(pickle => { for (var i = 0; i < 40; i++) pickle.Op('}').Text("a"); pickle.Int(1); for (var i = 0; i < 40; i++) pickle.Op('s'); }) },
        { "dictionaries stand more than 32 deep", () => Attack(pickle => pickle.Op('}').Op('q').Raw(0).Text("self").Op('h').Raw(0).Op('s')) },
        // Thirty levels, each holding the one below twice: 2^30 entries from a few hundred bytes.
        { "more than the 131072 entries", () => Attack(Doubling) },
        { "is named twice", () => new TorchFileBuilder().Tensor("a", [1], 1).Tensor("a", [1], 2).Zip() },
        { "storage 0 is missing", () => Lost(new TorchFileBuilder().Tensor("a", [1], 1)).Zip() },
        { "storage 0 has 16 bytes, 2 elements of Float32 need 8", TooLong },
        { "storage 1 of 4 bytes leaves the file", () => new TorchFileBuilder().Tensor("a", [1], 1).Tensor("b", [1], 1).Stream()[..^4] },
        { "is truncated", () => new TorchFileBuilder().Tensor("a", [1], 1).Zip()[..^30] },
        { "the pickle ends early", () => new TorchFileBuilder().Tensor("a", [1], 1).Stream()[..150] },
        { "0 entries NAME/data.pkl", () => OtherArchive("weights.npy") },
        { "TorchScript", () => OtherArchive("a/data.pkl", "a/constants.pkl") },
        { "no PyTorch checkpoint", () => new PickleWriter().Int(1).Stop() },
        { "a zip bomb", () => new TorchFileBuilder().Tensor("a", [1 << 20], new float[1 << 20]).Zip(CompressionLevel.Optimal) },
        { "a zip bomb", () => Overlapping() },
    };

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public void A_file_that_is_no_sound_checkpoint_is_refused(string reason, Func<byte[]> bytes) => Refuses(reason, bytes());

    [Fact]
    public void An_entry_that_inflates_to_more_than_it_says_is_refused_when_it_is_read()
    {
        var builder = new TorchFileBuilder();
        // Elements said to be 8 bytes, so that the pickle counts half of them; the directory is made to agree.
        byte[] elements = [.. Enumerable.Range(0, 256).Select(i => (byte)(i * i))];
        var bytes = builder.View("a", builder.Storage("FloatStorage", 8, elements), 0, [32], [1]).Zip(CompressionLevel.Optimal);
        var at = bytes.AsSpan().LastIndexOf("file/data/0"u8) - 46 + 24;
        Assert.Equal(BitConverter.GetBytes(256), bytes[at..(at + 4)]);
        BitConverter.GetBytes(128).CopyTo(bytes, at);
        using var file = Open(bytes);
        var exception = Assert.Throws<InvalidTensorFileException>(() => file.Read("a"));
        Assert.Contains("entry file/data/0 does not inflate to the 128 bytes that it says; the file is damaged or a zip bomb", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] View(long offset, long[] sizes, long[] strides)
    {
        var builder = new TorchFileBuilder();
        return builder.View("a", builder.Floats(0, 1, 2, 3, 4, 5), offset, sizes, strides).Zip();
    }

    /// <summary>A tensor with a bit that says what its elements mean, as PyTorch saves lazy negations.</summary>
    private static byte[] Bit(Action<PickleWriter> name)
    {
        var builder = new TorchFileBuilder();
        builder.Floats(1, 2);
        return builder.Item("a", pickle =>
        {
            pickle.Global("torch._utils", "_rebuild_tensor_v2").Mark().Mark().Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(2).Op('t').Op('Q')
                .Int(0).Ints(2).Ints(1).Bool(false).CallEmpty("collections", "OrderedDict").Op('}');
            name(pickle);
            pickle.Bool(true).Op('s').Op('t').Op('R');
        }).Zip();
    }

    /// <summary>An archive around a pickle that is written freely.</summary>
    private static byte[] Attack(Action<PickleWriter> write, byte protocol = 2)
    {
        var pickle = new PickleWriter(protocol);
        write(pickle);
        return new TorchFileBuilder().Archive(pickle.Stop());
    }

    /// <summary>Thirty dictionaries, each of which holds the one before twice: 2^30 ways from a few hundred bytes.</summary>
    private static void Doubling(PickleWriter pickle)
    {
        pickle.Op('}').Op('q').Raw(0).Op('0');
        for (byte i = 0; i < 30; i++) pickle.Op('}').Mark().Text("a").Op('h').Raw(i).Text("b").Op('h').Raw(i).Op('u').Op('q').Raw((byte)(i + 1)).Op('0');
        pickle.Op('h').Raw(30);
    }

    /// <summary>A storage that is longer than its elements.</summary>
    private static byte[] TooLong()
    {
        var builder = new TorchFileBuilder();
        return builder.View("a", builder.Storage("FloatStorage", 8, new byte[16]), 0, [2], [1]).Zip();
    }

    private static TorchFileBuilder Lost(TorchFileBuilder builder)
    {
        builder.Lost.Add("0");
        return builder;
    }

    private static byte[] OtherArchive(params string[] names)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var name in names)
                using (var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open()) entry.Write("content"u8);
        return stream.ToArray();
    }

    /// <summary>Two entries of the directory point to the same bytes.</summary>
    private static byte[] Overlapping()
    {
        var bytes = new TorchFileBuilder().Tensor("a", [4], 1, 2, 3, 4).Tensor("b", [4], 1, 2, 3, 4).Zip();
        int first = bytes.AsSpan().LastIndexOf("file/data/0"u8) - 46, second = bytes.AsSpan().LastIndexOf("file/data/1"u8) - 46;
        bytes.AsSpan(first + 42, 4).CopyTo(bytes.AsSpan(second + 42));
        return bytes;
    }

    private static PyTorchCheckpoint Open(byte[] bytes) => PyTorchCheckpoint.Open("x.pt", new MemoryByteSource(bytes));

    private static float[] Values(PyTorchCheckpoint file, string name)
    {
        using var tensor = file.Read(name);
        return tensor.ToArray();
    }

    private static void Refuses(string reason, byte[] bytes)
    {
        var exception = Assert.Throws<InvalidTensorFileException>(() => Open(bytes));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("x.pt: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}

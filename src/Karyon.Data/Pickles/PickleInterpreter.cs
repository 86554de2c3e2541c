using System.Numerics;
using System.Text;
using Karyon.Data.Codecs;

namespace Karyon.Data.Pickles;

/// <summary>
/// Reads one pickle of protocol 2 to 5 as inert values: null, <see cref="bool"/>, <see cref="long"/>, <see cref="BigInteger"/>, <see cref="double"/>,
/// <see cref="string"/>, byte arrays, tuples (<c>object?[]</c>), lists (<c>List&lt;object?&gt;</c>), <see cref="PickleDictionary"/>, and the records of a whitelist.
/// Nothing is executed: a name outside the whitelist refuses the file. Values may be shared and may hold themselves.
/// </summary>
/// <remarks>Opcodes: Python's <c>pickletools</c>. A pickle is a program for a machine with a stack, marks on it, and a memo.</remarks>
public sealed class PickleInterpreter
{
    private readonly PickleBytes _bytes;
    private readonly PickleWhitelist _whitelist;
    private readonly PickleLimits _limits;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private long _at;

    private PickleInterpreter(PickleBytes bytes, PickleWhitelist whitelist, PickleLimits limits) => (_bytes, _whitelist, _limits) = (bytes, whitelist, limits);

    /// <summary>Reads a pickle up to its end, where the bytes then stand.</summary>
    /// <exception cref="InvalidFileException">It is no sound pickle, asks for more than the limits, or mentions what may not be mentioned.</exception>
    public static object? Read(PickleBytes bytes, PickleWhitelist whitelist, PickleLimits limits) => new PickleInterpreter(bytes, whitelist, limits).Run();

    /// <summary>What stands in a memo slot that was never filled.</summary>
    private static object Nothing { get; } = new();

    private object? Run()
    {
        var start = _bytes.Position;
        for (var count = 1; ; count++)
        {
            _at = _bytes.Position;
            if (count > _limits.MaxOpcodes) throw Invalid($"the pickle has more than the {_limits.MaxOpcodes} opcodes that are read");
            if (_at - start > _limits.MaxBytes) throw Invalid($"the pickle is longer than the {_limits.MaxBytes} bytes that are read");
            var opcode = (PickleOpcode)_bytes.UInt8();
            if (opcode == PickleOpcode.Stop) return _stack.Count == 1 && _marks.Count == 0 ? _stack[0] : throw Invalid($"STOP leaves {_stack.Count} values instead of one; the file is damaged");
            Step(opcode);
            if (_stack.Count > PickleLimits.MaxDepth || _marks.Count > PickleLimits.MaxDepth) throw Invalid($"the stack holds more than the {PickleLimits.MaxDepth} values that are read");
        }
    }

    private void Step(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: CheckProtocol(_bytes.UInt8()); break;
            case PickleOpcode.Frame: CheckFrame(_bytes.UInt64()); break;
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)_bytes.Int32()); break;
            case PickleOpcode.BinInt1: Push((long)_bytes.UInt8()); break;
            case PickleOpcode.BinInt2: Push((long)_bytes.UInt16()); break;
            case PickleOpcode.Long1: Push(Integer(_bytes.UInt8())); break;
            case PickleOpcode.Long4: Push(Integer(_bytes.UInt32())); break;
            case PickleOpcode.BinFloat: Push(_bytes.DoubleBigEndian()); break;
            // Python 2's strings are bytes, NumPy's elements too; Latin-1 keeps each.
            case PickleOpcode.ShortBinString: Push(Encoding.Latin1.GetString(ByteString(_bytes.UInt8()))); break;
            case PickleOpcode.BinString: Push(Encoding.Latin1.GetString(ByteString(_bytes.UInt32()))); break;
            case PickleOpcode.ShortBinUnicode: Push(_bytes.Text(_bytes.UInt8(), _limits.MaxTextBytes)); break;
            case PickleOpcode.BinUnicode: Push(_bytes.Text(_bytes.UInt32(), _limits.MaxTextBytes)); break;
            case PickleOpcode.BinUnicode8: Push(_bytes.Text(_bytes.UInt64(), _limits.MaxTextBytes)); break;
            case PickleOpcode.ShortBinBytes: Push(ByteString(_bytes.UInt8())); break;
            case PickleOpcode.BinBytes: Push(ByteString(_bytes.UInt32())); break;
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8: Push(ByteString(_bytes.UInt64())); break;
            case PickleOpcode.Mark: _marks.Add(_stack.Count); break;
            case PickleOpcode.Pop: DropTop(); break;
            case PickleOpcode.PopMark: _ = PopToMark(); break;
            case PickleOpcode.Dup: Push(Top()); break;
            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.Tuple1: Push(PopLast(1)); break;
            case PickleOpcode.Tuple2: Push(PopLast(2)); break;
            case PickleOpcode.Tuple3: Push(PopLast(3)); break;
            case PickleOpcode.Tuple: Push(PopToMark()); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.List: Push(new List<object?>(PopToMark())); break;
            case PickleOpcode.Append: Append(PopLast(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.EmptyDict: Push(new PickleDictionary()); break;
            case PickleOpcode.Dict: MakeDictionary(PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(PopLast(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.BinPut: Remember(_bytes.UInt8()); break;
            case PickleOpcode.LongBinPut: Remember(_bytes.UInt32()); break;
            case PickleOpcode.Memoize: Remember((uint)_memo.Count); break;
            case PickleOpcode.BinGet: Push(Recall(_bytes.UInt8())); break;
            case PickleOpcode.LongBinGet: Push(Recall(_bytes.UInt32())); break;
            case PickleOpcode.Global: Push(Find(_bytes.Line(), _bytes.Line())); break;
            case PickleOpcode.StackGlobal: FindOnStack(); break;
            case PickleOpcode.Reduce or PickleOpcode.NewObj: Call(opcode); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersistentId: Load(); break;
            default: throw Invalid($"opcode 0x{(byte)opcode:X2} is not read; loading never runs code, and only {_whitelist.Reads}");
        }
    }

    private void CheckProtocol(byte version)
    {
        if (version is < 2 or > 5) throw Invalid($"pickle protocol {version} is not read; 2 to 5 are");
    }

    private void CheckFrame(ulong length)
    {
        if (length > (ulong)_bytes.Left) throw Invalid($"a frame of {length} bytes leaves the file; it is truncated");
    }

    /// <summary>Little-endian two's complement; no bytes at all are 0.</summary>
    private object Integer(uint count)
    {
        var value = new BigInteger(_bytes.Bytes(count, PickleLimits.MaxIntegerBytes, "an integer"));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private byte[] ByteString(ulong count) => _bytes.Bytes(count, _limits.MaxTextBytes, "a byte string");

    private void Append(object?[] values)
    {
        if (Top() is not List<object?> list) throw Invalid("something is appended to what is no list; the file is damaged");
        list.AddRange(values);
    }

    private void MakeDictionary(object?[] values)
    {
        Push(new PickleDictionary());
        SetItems(values);
    }

    private void SetItems(object?[] values)
    {
        if (Top() is not PickleDictionary dictionary || values.Length % 2 != 0) throw Invalid("items are set on what is no dictionary; the file is damaged");
        for (var i = 0; i < values.Length; i += 2) dictionary.Add(values[i], values[i + 1]);
    }

    private void Remember(uint slot)
    {
        if (slot >= PickleLimits.MaxDepth) throw Invalid($"memo slot {slot} is beyond the {PickleLimits.MaxDepth} that are read");
        while (_memo.Count <= slot) _memo.Add(Nothing);
        _memo[(int)slot] = Top();
    }

    private object? Recall(uint slot) => slot < _memo.Count && _memo[(int)slot] != Nothing ? _memo[(int)slot] : throw Invalid($"memo slot {slot} is empty; the file is damaged");

    private PickleGlobal Find(string module, string name) => _whitelist.Find(module, name)
        ?? throw Invalid($"the pickle asks for {module}.{name}; loading never runs code, and only {_whitelist.Reads}");

    private void FindOnStack()
    {
        var names = PopLast(2);
        if (names is not [string module, string name]) throw Invalid("a global is named by what is no text; the file is damaged");
        Push(Find(Short(module), Short(name)));
    }

    /// <summary>Names from the stack may be long texts; messages stay short.</summary>
    private static string Short(string name) => name.Length <= 256 ? name : name[..256];

    private void Call(PickleOpcode opcode)
    {
        if (PopLast(2) is not [PickleGlobal global, object?[] arguments]) throw Invalid("something is called that is no name of the whitelist; loading never runs code");
        if (global.Make is null) throw Invalid($"{global} is called ({opcode}), which is not read; loading never runs code");
        Push(global.Make(new PickleCall(global, arguments, _bytes)));
    }

    private void Build()
    {
        var state = PopLast(1)[0];
        switch (Top())
        {
            case IPickleState target: target.SetState(state, _bytes); break;
            case PickleDictionary: break; // Attributes of an OrderedDict (a state dict's _metadata: versions of its modules) say nothing about tensors.
            default: throw Invalid("a state is given to what takes none; the file is damaged or of a kind that is not read");
        }
    }

    private void Load()
    {
        var id = PopLast(1)[0];
        Push(_whitelist.Load is { } load ? load(id, _bytes) : throw Invalid("a persistent id stands where none is read"));
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw Underflow();

    /// <summary>The stack below the last mark is not to be touched.</summary>
    private int Floor => _marks.Count == 0 ? 0 : _marks[^1];

    private void DropTop()
    {
        if (_marks.Count > 0 && _marks[^1] == _stack.Count) _marks.RemoveAt(_marks.Count - 1);
        else _ = PopLast(1);
    }

    private object?[] PopLast(int count)
    {
        if (_stack.Count - count < Floor) throw Underflow();
        return PopFrom(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0) throw Invalid("there is no mark on the stack; the file is damaged");
        var floor = Floor;
        _marks.RemoveAt(_marks.Count - 1);
        return PopFrom(floor);
    }

    private object?[] PopFrom(int index)
    {
        var values = new object?[_stack.Count - index];
        _stack.CopyTo(index, values, 0, values.Length);
        _stack.RemoveRange(index, values.Length);
        return values;
    }

    private InvalidFileException Underflow() => Invalid("the stack is empty; the file is damaged");

    private InvalidFileException Invalid(string what) => _bytes.Invalid(_at, what);
}

namespace Karyon.Data.Pickles;

/// <summary>A NumPy dtype of a pickle.</summary>
/// <param name="code">Kind and size, e.g. <c>f4</c>.</param>
internal sealed class PickledDataType(string code) : IPickleState
{
    private char _order = '|';

    /// <summary>Byte order, kind and size, as in a .npy file.</summary>
    public string Descriptor => _order + code;

    /// <summary>Makes it from (code, align, copy).</summary>
    public static PickledDataType Make(PickleCall call)
    {
        var code = call.Argument<string>(0);
        return code.Length is >= 1 and <= 8 && code.All(char.IsAsciiLetterOrDigit) ? new PickledDataType(code) : throw call.Invalid("the type of the elements is malformed");
    }

    /// <summary>Takes (version, byte order, ...); records (with names of fields) are not read.</summary>
    public void SetState(object? state, PickleBytes bytes)
    {
        if (state is not object?[] { Length: >= 2 and <= 9 } parts || parts[1] is not string { Length: 1 } order || !"<>|=".Contains(order[0], StringComparison.Ordinal))
            throw bytes.Invalid("the state of a NumPy dtype is malformed; the file is damaged");
        if (parts.Length > 3 && (parts[2] is not null || parts[3] is not null)) throw bytes.Invalid("NumPy records are not read; save plain arrays");
        _order = order[0];
    }
}

using System.Globalization;
using System.Text;
using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Pickles;

/// <summary>A NumPy array of a pickle; its elements are looked at when they are asked for, not before.</summary>
internal sealed class PickledArray(string file) : IPickleState
{
    private PickledDataType? _type;
    private object? _shape;
    private bool _columnMajor;
    private object? _data;

    /// <summary>Takes (version, shape, dtype, is Fortran order, elements), as NumPy's <c>__setstate__</c> does.</summary>
    public void SetState(object? state, PickleBytes bytes)
    {
        if (state is not object?[] parts || parts is not [_, object?[] shape, PickledDataType type, bool columnMajor, var data])
            throw bytes.Invalid("the state of a NumPy array is malformed; the file is damaged");
        (_shape, _type, _columnMajor, _data) = (shape, type, columnMajor, data);
    }

    /// <summary>An array from a buffer, as <c>numpy.core.numeric._frombuffer</c> makes it.</summary>
    public static PickledArray FromBuffer(PickleCall call) => new(call.Bytes.Name)
    {
        _data = call.Argument<byte[]>(0), _type = call.Argument<PickledDataType>(1), _shape = call.Argument<object?[]>(2),
        _columnMajor = call.Argument<string>(3) switch { "C" => false, "F" => true, _ => throw call.Invalid("the order is neither C nor F") },
    };

    /// <summary>The array, in C order.</summary>
    /// <param name="limits">Bounds on its size; null for the default.</param>
    /// <exception cref="InvalidFileException">Elements and shape do not fit, or the elements are no numbers.</exception>
    public NdArray ToNdArray(DecodeLimits? limits = null)
    {
        if (_type is null || _shape is not object?[] shape) throw new InvalidFileException($"{file}: a NumPy array has no elements; the file is damaged");
        if (shape.Length > 32 || !shape.All(size => size is long and >= 0 and <= int.MaxValue)) throw new InvalidFileException($"{file}: a NumPy array has a malformed shape; the file is damaged");
        var data = PickledText.Bytes(_data) ?? throw new InvalidFileException($"{file}: a NumPy array of {_type.Descriptor} has no plain elements, which is not read; save numbers");
        // The same numbers as a .npy file: types, byte orders and limits are looked after there.
        var sizes = string.Join(", ", shape.Select(size => ((long)size!).ToString(CultureInfo.InvariantCulture)));
        var header = $"{{'descr': '{_type.Descriptor}', 'fortran_order': {(_columnMajor ? "True" : "False")}, 'shape': ({sizes}{(shape.Length == 1 ? "," : "")}), }}\n";
        byte[] npy = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];
        return NpyFile.Parse(npy, file, limits);
    }
}

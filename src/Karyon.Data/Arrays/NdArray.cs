using Karyon.Data.Codecs;

namespace Karyon.Data.Arrays;

/// <summary>
/// An array of any rank as a file held it, in C order (the last index runs fastest) whatever the file's order was.
/// Immutable to its readers; thread safe.
/// </summary>
public sealed class NdArray
{
    private readonly Array _data;
    private readonly int[] _shape;

    /// <summary>Wraps elements; the array owns both parameters from here on.</summary>
    /// <param name="name">What to call the array in errors, e.g. its file.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="shape">Length of each dimension; none for a single value.</param>
    /// <param name="data">An array of the type that <paramref name="type"/> stands for, of as many elements as the shape holds.</param>
    internal NdArray(string name, ElementType type, int[] shape, Array data) => (Name, Type, _shape, _data) = (name, type, shape, data);

    /// <summary>What to call the array in errors.</summary>
    public string Name { get; }

    /// <summary>The elements' type.</summary>
    public ElementType Type { get; }

    /// <summary>Length of each dimension; none for a single value.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>Number of dimensions.</summary>
    public int Rank => _shape.Length;

    /// <summary>Number of elements.</summary>
    public int Length => _data.Length;

    /// <summary>The elements as they are stored.</summary>
    /// <typeparam name="T">The type that <see cref="Type"/> stands for.</typeparam>
    /// <exception cref="InvalidFileException">The elements are of another type.</exception>
    public ReadOnlySpan<T> As<T>() =>
        // The runtime's array casts let int[] pass for uint[]; the exact type is asked for.
        _data.GetType() == typeof(T[]) ? (T[])_data
        : throw new InvalidFileException($"{Name}: elements are {Type}, {typeof(T).Name} is needed");

    /// <summary>A copy of numeric or Boolean elements as doubles. 64-bit integers beyond 2^53 are rounded.</summary>
    /// <exception cref="InvalidFileException">The elements are text.</exception>
    public double[] ToDoubles() => Type switch
    {
        ElementType.Boolean => Array.ConvertAll((bool[])_data, value => value ? 1.0 : 0.0),
        ElementType.Int8 => Array.ConvertAll((sbyte[])_data, value => (double)value),
        ElementType.UInt8 => Array.ConvertAll((byte[])_data, value => (double)value),
        ElementType.Int16 => Array.ConvertAll((short[])_data, value => (double)value),
        ElementType.UInt16 => Array.ConvertAll((ushort[])_data, value => (double)value),
        ElementType.Int32 => Array.ConvertAll((int[])_data, value => (double)value),
        ElementType.UInt32 => Array.ConvertAll((uint[])_data, value => (double)value),
        ElementType.Int64 => Array.ConvertAll((long[])_data, value => (double)value),
        ElementType.UInt64 => Array.ConvertAll((ulong[])_data, value => (double)value),
        ElementType.Float16 => Array.ConvertAll((Half[])_data, value => (double)value),
        ElementType.Float32 => Array.ConvertAll((float[])_data, value => (double)value),
        ElementType.Float64 => [.. (double[])_data],
        _ => throw new InvalidFileException($"{Name}: elements are text, numbers are needed"),
    };

    /// <summary>A copy of numeric or Boolean elements as 32-bit integers, none of which may change its value by that.</summary>
    /// <exception cref="InvalidFileException">An element is no whole number or too large, or the elements are text.</exception>
    public int[] ToInt32s()
    {
        if (Type == ElementType.Int32) return [.. (int[])_data];
        // Doubles hold every 32-bit integer, and no wider integer becomes a 32-bit one by being rounded to a double.
        return Array.ConvertAll(Type == ElementType.Float64 ? (double[])_data : ToDoubles(), value => value == (int)value
            ? (int)value
            : throw new InvalidFileException($"{Name}: the value {value} is no 32-bit whole number"));
    }

    /// <summary>The elements as text.</summary>
    /// <exception cref="InvalidFileException">The elements are numbers.</exception>
    public IReadOnlyList<string> ToTexts() =>
        _data as string[] ?? throw new InvalidFileException($"{Name}: elements are {Type}, text is needed");

    /// <summary>Fails where the array does not have a given number of dimensions.</summary>
    /// <exception cref="InvalidFileException">The rank differs.</exception>
    internal NdArray RequireRank(int rank) => Rank == rank
        ? this
        : throw new InvalidFileException($"{Name}: the shape is ({string.Join(", ", _shape)}), {rank} dimensions are needed");
}

using System.Collections.Immutable;

namespace Karyon.Tensors;

/// <summary>The sizes of a tensor's dimensions, outermost first; rank 0 is a scalar. Immutable, compared by value.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> _sizes;

    /// <summary>Takes the sizes, each 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative, or the elements are more than 2^40.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        var count = 1L;
        foreach (var size in sizes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(sizes));
            count *= Math.Max(size, 1);
            if (count > 1L << 40) throw new ArgumentOutOfRangeException(nameof(sizes), $"[{string.Join(", ", sizes.ToArray())}] holds more than 2^40 elements");
        }
        _sizes = [.. sizes];
    }

    private ImmutableArray<int> Items => _sizes.IsDefault ? [] : _sizes;

    /// <summary>Number of dimensions.</summary>
    public int Rank => Items.Length;

    /// <summary>The sizes, outermost first.</summary>
    public ReadOnlySpan<int> Sizes => Items.AsSpan();

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            var count = 1L;
            foreach (var size in Items) count *= size;
            return count;
        }
    }

    /// <summary>The size of a dimension; negative indices count from the last.</summary>
    public int this[int dimension] => Items[dimension < 0 ? dimension + Rank : dimension];

    /// <summary>The same shape with one size replaced.</summary>
    public Shape With(int dimension, int size)
    {
        var sizes = Items.ToArray();
        sizes[dimension < 0 ? dimension + Rank : dimension] = size;
        return new Shape(sizes);
    }

    /// <summary>The shape of an elementwise operation on two, by NumPy's broadcasting rule.</summary>
    /// <exception cref="ShapeException">A pair of sizes differs and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        var sizes = new int[Math.Max(a.Rank, b.Rank)];
        for (var i = 1; i <= sizes.Length; i++)
        {
            int x = i <= a.Rank ? a[^i] : 1, y = i <= b.Rank ? b[^i] : 1;
            if (x != y && x != 1 && y != 1) throw new ShapeException($"{a} and {b} do not broadcast: {x} against {y} in dimension -{i}");
            sizes[^i] = x == 1 ? y : x;
        }
        return new Shape(sizes);
    }

    private int this[Index index] => Items[index];

    /// <inheritdoc/>
    public bool Equals(Shape other) => Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in Items) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{string.Join(", ", Items)}]";

    /// <summary>Equality by value.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Inequality by value.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}

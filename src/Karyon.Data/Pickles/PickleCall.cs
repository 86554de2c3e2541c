using Karyon.Data.Codecs;


namespace Karyon.Data.Pickles;

/// <summary>A pickle's wish to call one of the names that it may mention.</summary>
/// <param name="Global">The name.</param>
/// <param name="Arguments">What it is called with.</param>
/// <param name="Bytes">Where the pickle stands, for errors.</param>
public readonly record struct PickleCall(PickleGlobal Global, object?[] Arguments, PickleBytes Bytes)
{
    /// <summary>An argument of a type.</summary>
    /// <exception cref="InvalidFileException">It is absent or of another type.</exception>
    public T Argument<T>(int index) => index < Arguments.Length && Arguments[index] is T argument
        ? argument
        : throw Invalid($"argument {index} is no {typeof(T).Name.ToLowerInvariant()}");

    /// <summary>A refusal that names file, place and what is called.</summary>
    public InvalidFileException Invalid(string what) => Bytes.Invalid($"{Global}: {what}; the file is damaged or of a kind that is not read");
}

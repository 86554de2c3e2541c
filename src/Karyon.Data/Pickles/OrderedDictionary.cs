namespace Karyon.Data.Pickles;

/// <summary><c>collections.OrderedDict</c>: made empty, filled by the opcodes that fill any dictionary.</summary>
public static class OrderedDictionary
{
    /// <summary>Makes it, of nothing.</summary>
    public static PickleDictionary Make(PickleCall call) => call.Arguments.Length == 0 ? new PickleDictionary() : throw call.Invalid("an OrderedDict that is made of something is not read; save it with Python 3");
}

using System.Buffers.Binary;

namespace Karyon.Data.Pickles;

/// <summary>NumPy's scalars (<c>numpy.float64(0.5)</c>), as training checkpoints hold them beside the weights.</summary>
internal static class PickledNumber
{
    /// <summary>Makes a <see cref="long"/>, <see cref="double"/> or <see cref="bool"/> from (dtype, bytes); a scalar of another type stays as it was written.</summary>
    public static object Make(PickleCall call)
    {
        var type = call.Argument<PickledDataType>(0).Descriptor;
        var inert = new PickleObject(call.Global, call.Arguments);
        // Looked at before the bytes are made: a number is short, a text need not be.
        if (call.Arguments is not [_, byte[] { Length: <= 8 } or PickledText { Text.Length: <= 8 }] || PickledText.Bytes(call.Arguments[1]) is not { } bytes) return inert;
        return (type, bytes.Length) switch
        {
            ("|b1", 1) => bytes[0] != 0,
            ("|u1", 1) => (long)bytes[0],
            ("|i1", 1) => (long)(sbyte)bytes[0],
            ("<i2", 2) => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ("<i4", 4) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ("<i8", 8) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("<f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ("<f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ("<f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            _ => inert,
        };
    }
}

using System.Buffers.Binary;
using System.Text;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Tells what a weight file is from its first bytes; names are never trusted.</summary>
internal static class CheckpointSignature
{
    /// <summary>As many first bytes as this class wants to see, fewer for a shorter file.</summary>
    public const int Length = 512;

    /// <summary>The format of a file.</summary>
    /// <param name="start">Its first bytes, up to <see cref="Length"/>.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidTensorFileException">It is empty, nothing known, or of a known format that is not read; the message names it.</exception>
    public static CheckpointFormat Detect(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty) throw new InvalidTensorFileException($"{name}: the file is empty (0 bytes); copy or download it again");
        if (start.Length >= 8 && start.Slice(4, 4).SequenceEqual("TFL3"u8)) return CheckpointFormat.TfLite;
        if (IsSafetensors(start)) return CheckpointFormat.Safetensors;
        if (KnownButNotRead(start) is { } format) throw new InvalidTensorFileException($"{name}: {format}");
        throw new InvalidTensorFileException($"{name}: this is no weight file that is known here (it starts with bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}); give a safetensors or TensorFlow Lite file");
    }

    /// <summary>A length whose upper bytes are 0, then a JSON object; the rest is for the reader to check.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(start) < 1UL << 32 && start[8] == (byte)'{';

    private static string? KnownButNotRead(ReadOnlySpan<byte> start)
    {
        if (IsPickle(start)) return "PyTorch checkpoint (pickle): not read yet; save its state_dict as safetensors first";
        if (start.StartsWith("PK\x03\x04"u8))
            return FirstZipEntry(start).EndsWith("/data.pkl", StringComparison.Ordinal)
                ? "PyTorch checkpoint: not read yet; save its state_dict as safetensors first"
                : "a ZIP archive, no PyTorch checkpoint; give a safetensors or TensorFlow Lite file";
        if (start.Length >= 262 && start.Slice(257, 5).SequenceEqual("ustar"u8)) return "PyTorch checkpoint (tar): not read yet; save its state_dict as safetensors first";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return "an HDF5 file, which is not read; give a safetensors or TensorFlow Lite file";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])) return "a NumPy array, which is not read; give a safetensors or TensorFlow Lite file";
        return null;
    }

    /// <summary>PROTO with a version from 2 to 5, then an opcode that pickles of numbers and objects begin with.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) => start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5;

    private static string FirstZipEntry(ReadOnlySpan<byte> start)
    {
        if (start.Length < 30) return "";
        var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(start[26..]), start.Length - 30);
        return Encoding.UTF8.GetString(start.Slice(30, length));
    }
}

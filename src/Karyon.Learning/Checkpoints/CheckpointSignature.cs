using System.Buffers.Binary;
using Karyon.Tensors.Serialization;

namespace Karyon.Learning.Checkpoints;

/// <summary>Tells what a weight file is from its first bytes; names are never trusted.</summary>
internal static class CheckpointSignature
{
    /// <summary>As many first bytes as this class wants to see, fewer for a shorter file.</summary>
    public const int Length = 512;

    private const string Read = "give a PyTorch, safetensors or TensorFlow Lite file";

    /// <summary>The format of a file.</summary>
    /// <exception cref="InvalidTensorFileException">It is empty, nothing known, or of a known format that is not read; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CheckpointFormat Detect(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = new byte[Length];
        return Detect(start.AsSpan(0, stream.ReadAtLeast(start, Length, throwOnEndOfStream: false)), path);
    }

    /// <summary>The format of a file.</summary>
    /// <param name="start">Its first bytes, up to <see cref="Length"/>.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidTensorFileException">It is empty, nothing known, or of a known format that is not read; the message names it.</exception>
    public static CheckpointFormat Detect(ReadOnlySpan<byte> start, string name)
    {
        if (start.IsEmpty) throw new InvalidTensorFileException($"{name}: the file is empty (0 bytes); copy or download it again");
        if (start.Length >= 8 && start.Slice(4, 4).SequenceEqual("TFL3"u8)) return CheckpointFormat.TfLite;
        if (IsSafetensors(start)) return CheckpointFormat.Safetensors;
        if (start.StartsWith("PK\x03\x04"u8) || IsTorchStream(start)) return CheckpointFormat.PyTorch;
        if (start.TrimStart(" \t\r\n"u8).StartsWith("{"u8)) return CheckpointFormat.SafetensorsIndex;
        if (KnownButNotRead(start) is { } format) throw new InvalidTensorFileException($"{name}: {format}");
        throw new InvalidTensorFileException($"{name}: this is no weight file that is known here (it starts with bytes {Convert.ToHexString(start[..Math.Min(8, start.Length)])}); {Read}");
    }

    /// <summary>A length whose upper bytes are 0, then a JSON object; the rest is for the reader to check.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> start) =>
        start.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(start) < 1UL << 32 && start[8] == (byte)'{';

    /// <summary>A pickle of PyTorch's magic number, framed or not.</summary>
    private static bool IsTorchStream(ReadOnlySpan<byte> start) =>
        IsPickle(start) && start[..Math.Min(32, start.Length)].IndexOf((ReadOnlySpan<byte>)[0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]) >= 0;

    private static string? KnownButNotRead(ReadOnlySpan<byte> start)
    {
        if (IsPickle(start)) return "a Python pickle that torch.save did not write, which is not read; save model.state_dict() with torch.save";
        if (start.Length >= 262 && start.Slice(257, 5).SequenceEqual("ustar"u8)) return "a tar archive, the format of PyTorch before 0.2, which is not read; open it with torch.load and save the state dict anew with torch.save";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F'])) return $"an HDF5 file, which is not read; {Read}";
        if (start.StartsWith((ReadOnlySpan<byte>)[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'])) return $"a NumPy array, which is not read; {Read}";
        return null;
    }

    /// <summary>PROTO with a version from 2 to 5.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> start) => start.Length > 2 && start[0] == 0x80 && start[1] is >= 2 and <= 5;
}

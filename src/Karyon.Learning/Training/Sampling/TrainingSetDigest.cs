using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Karyon.Learning.Training.Sampling;

/// <summary>
/// What identifies the data of a run: SHA-256 over what training reads, not over files. That is, first the images to learn from, then those of
/// validation: their number, and of each its name (bytes and a length before them), pixel size, columns, rows, pixels, labels, and the mask of
/// unknown pixels after a byte that says whether there is one; numbers little endian. Masks made of points are part of it, files of a data set
/// that training does not read are not; the same image in another lossless file is the same data.
/// </summary>
public static class TrainingSetDigest
{
    /// <summary>SHA-256, lower-case hex.</summary>
    public static string Sha256(TrainingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var items in (IReadOnlyList<TrainingItem>[])[set.Training, set.Validation])
        {
            hash.AppendData(BitConverter.GetBytes(items.Count));
            foreach (var item in items) Add(hash, item);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, TrainingItem item)
    {
        var name = Encoding.UTF8.GetBytes(item.Name);
        hash.AppendData(BitConverter.GetBytes(name.Length));
        hash.AppendData(name);
        hash.AppendData(BitConverter.GetBytes(item.MicronsPerPixel));
        hash.AppendData(BitConverter.GetBytes(item.Image.Width));
        hash.AppendData(BitConverter.GetBytes(item.Image.Height));
        hash.AppendData(MemoryMarshal.AsBytes<Core.Rasters.Rgb>(item.Image.Pixels));
        hash.AppendData(MemoryMarshal.AsBytes<int>(item.Labels.Pixels));
        hash.AppendData([item.Unknown is null ? (byte)0 : (byte)1]);
        if (item.Unknown is { } unknown) hash.AppendData(unknown.Pixels);
    }
}

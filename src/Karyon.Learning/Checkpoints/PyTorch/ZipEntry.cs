namespace Karyon.Learning.Checkpoints.PyTorch;

/// <summary>An entry of a zip archive.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="IsDeflated">Whether its bytes are deflated; else they are stored.</param>
/// <param name="PackedBytes">Bytes in the file.</param>
/// <param name="Bytes">Bytes that it stands for.</param>
/// <param name="HeaderOffset">Where its local header starts.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, long PackedBytes, long Bytes, long HeaderOffset);

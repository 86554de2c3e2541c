namespace Karyon.Data.Codecs.Jpeg;

/// <summary>A component's part in a scan.</summary>
/// <param name="Index">Its place in the frame.</param>
/// <param name="Component">The component.</param>
/// <param name="Dc">Table for DC differences; null where the scan codes none.</param>
/// <param name="Ac">Table for AC coefficients; null where the scan codes none.</param>
internal sealed record ScanComponent(int Index, FrameComponent Component, HuffmanTable? Dc, HuffmanTable? Ac);

using System.Runtime.InteropServices;

namespace Karyon.Core.Rasters;

/// <summary>An 8-bit RGB pixel; three consecutive bytes in memory.</summary>
/// <param name="R">Red, 0..255.</param>
/// <param name="G">Green, 0..255.</param>
/// <param name="B">Blue, 0..255.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Rgb(byte R, byte G, byte B);

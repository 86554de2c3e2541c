using Karyon.Core.Filters;
using Karyon.Core.Labelling;
using Karyon.Core.Rasters;

namespace Karyon.Core.Representations.DistanceMaps;

/// <summary>
/// Reads nuclei from a probability map and a distance map (Mahbod et al., section 2.3; after Mahbod et al. 2019): the distance map is smoothed by a
/// Gaussian that follows the mean size of nuclei, its local maxima are the seeds of a watershed inside the mask, small objects are dropped and holes filled.
/// O(pixels times the Gaussian's width) and the flood; about 65 bytes per px. Immutable and thread safe.
/// </summary>
public sealed class DistanceMapDecoder
{
    /// <summary>Makes a decoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public DistanceMapDecoder(DistanceMapOptions? options = null)
    {
        Options = options ?? new DistanceMapOptions();
        if (!(Options.ProbabilityThreshold is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(options), Options.ProbabilityThreshold, "the probability threshold lies above 0 and at most at 1");
        if (!(Options.SigmaShare >= 0 && Options.MinimumSigma > 0))
            throw new ArgumentOutOfRangeException(nameof(options), Options.SigmaShare, "the smoothing's share is 0 or more and its least sigma above 0");
        if (Options.NucleusAreaPx is { } area && !(area is >= 0 and <= 1e6))
            throw new ArgumentOutOfRangeException(nameof(options), area, "the area of a nucleus is 0 to 1,000,000 px");
    }

    /// <summary>What the decoder was told.</summary>
    public DistanceMapOptions Options { get; }

    /// <summary>The nuclei of a map; ids run from 1 in raster order of the seeds.</summary>
    /// <param name="maps">The channels <c>np</c> and <c>distance</c>, and the class map of typed nuclei.</param>
    /// <exception cref="ArgumentException">A channel is missing.</exception>
    public DecodedNuclei Decode(PixelMaps maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var labels = Flood(maps).Labels;
        HoleFilling.Fill(labels, Options.MinimumArea);
        return InstanceScan.Read(labels, maps, maps[DistanceMapChannels.Probability], 0);
    }

    /// <summary>The seeds and what is flooded from them, before small objects are dropped and holes filled.</summary>
    internal (LabelMap Seeds, LabelMap Labels) Flood(PixelMaps maps)
    {
        var (mask, distance) = (Mask(maps[DistanceMapChannels.Probability]), maps[DistanceMapChannels.Distance]);
        var levels = new Raster<double>(maps.Width, maps.Height);
        for (var i = 0; i < levels.Pixels.Length; i++) levels.Pixels[i] = distance.Pixels[i];
        levels = GaussianFilter.Smooth(levels, Sigma(Options.NucleusAreaPx ?? MeanPieceArea(mask)));
        var seeds = ConnectedComponents.Label(Maxima(levels, mask), Connectivity.Eight);
        for (var i = 0; i < levels.Pixels.Length; i++) levels.Pixels[i] = -levels.Pixels[i];
        return (seeds, Watershed.Flood(levels, seeds, mask));
    }

    /// <summary>The mean area of the 4-connected pieces of a map's foreground, px; 0 where there is none. Touching nuclei count as one piece.</summary>
    /// <param name="probability">Probability of "nucleus".</param>
    public double MeanPieceArea(Raster<float> probability)
    {
        ArgumentNullException.ThrowIfNull(probability);
        return MeanPieceArea(Mask(probability));
    }

    private double Sigma(double area) => Math.Max(Options.SigmaShare * (2 * Math.Sqrt(area / Math.PI)), Options.MinimumSigma);

    private Raster<byte> Mask(Raster<float> probability)
    {
        var mask = new Raster<byte>(probability.Width, probability.Height);
        for (var i = 0; i < mask.Pixels.Length; i++) mask.Pixels[i] = probability.Pixels[i] >= Options.ProbabilityThreshold ? (byte)1 : (byte)0;
        return mask;
    }

    private static double MeanPieceArea(Raster<byte> mask)
    {
        var pieces = new RunTable();
        pieces.Read(BitRaster.FromRaster(mask), Connectivity.Four);
        long area = 0;
        foreach (var piece in pieces.Areas[1..]) area += piece;
        return pieces.ComponentCount == 0 ? 0 : (double)area / pieces.ComponentCount;
    }

    /// <summary>The pixels of the mask above 0 that none of their eight neighbours exceeds, be those in the mask or not.</summary>
    private static Raster<byte> Maxima(Raster<double> smooth, Raster<byte> mask)
    {
        var maxima = new Raster<byte>(smooth.Width, smooth.Height);
        for (var row = 0; row < smooth.Height; row++)
            for (var x = 0; x < smooth.Width; x++)
            {
                var value = smooth[row, x];
                if (mask[row, x] == 0 || !(value > 0)) continue;
                var highest = true;
                for (var r = Math.Max(0, row - 1); r <= Math.Min(smooth.Height - 1, row + 1); r++)
                    for (var c = Math.Max(0, x - 1); c <= Math.Min(smooth.Width - 1, x + 1); c++) highest &= !(smooth[r, c] > value);
                if (highest) maxima[row, x] = 1;
            }
        return maxima;
    }
}

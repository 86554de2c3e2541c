using Karyon.Core.Numerics;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>
/// The loss of HoVer-Net (Graham et al. 2019; repository vqdang/hover_net, <c>models/hovernet/utils.py</c>): cross entropy and Dice of the nucleus
/// and type maps, squared error of the distance maps and of their gradients. Written in as few operations as give the same values: cross entropy
/// from the log-softmax (clamped where the original clamps the probability), probabilities as its exponential, and one convolution of the
/// difference of the maps instead of one for each.
/// </summary>
/// <remarks>
/// With <see cref="HoverTruth.Known"/> pixels whose truth is not known count nowhere: means are over known pixels, the Dice sums skip the others,
/// and for the gradients the maps' difference there is 0. A mask of ones gives the same bits as none.
/// </remarks>
/// <param name="options">The terms' weights.</param>
public sealed class HoverNetLoss(HoverNetLossOptions options)
{
    private const float DiceSmoothing = 1e-3f;
    private const double LeastProbability = 1e-7;

    /// <summary>The terms' weights.</summary>
    public HoverNetLossOptions Options { get; } = options;

    /// <summary>The terms of weight other than 0, in the order <c>np.bce, np.dice, hv.mse, hv.msge, tp.bce, tp.dice</c>; the last two if both have types.</summary>
    /// <param name="maps">The network's raw outputs.</param>
    /// <param name="truth">What they should have been.</param>
    /// <exception cref="ShapeException">A map of the truth has another shape than the network's.</exception>
    public IReadOnlyList<LossTerm> Terms(HoverMaps maps, HoverTruth truth)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(truth);
        LossSums.Require(truth.Np, maps.Np.Shape, "np");
        LossSums.Require(truth.Hv, maps.Hv.Shape, "hv");
        if (truth.Known is not null) LossSums.Require(truth.Known, maps.Hv.Shape, "known");
        var terms = new List<LossTerm>(6);
        // Twice the known pixels: the sum of the mask's two equal channels.
        var twiceKnown = truth.Known is null ? Value.Scalar(maps.Hv.Shape.Count) : LossSums.SumOf(truth.Known);
        AddMap(terms, "np", maps.Np, truth.Np, truth.Known, twiceKnown, Options.NpBce, Options.NpDice);
        AddDistances(terms, maps.Hv, truth, twiceKnown);
        if (maps.Tp is null || truth.Tp is null) return terms;
        LossSums.Require(truth.Tp, maps.Tp.Shape, "tp");
        var known = truth.Known is null ? null : LossSums.ChannelRepeated(truth.Known, 0, maps.Tp.Shape[1]);
        AddMap(terms, "tp", maps.Tp, truth.Tp, known, twiceKnown, Options.TpBce, Options.TpDice);
        return terms;
    }

    /// <summary>The weighted sum of terms, a scalar.</summary>
    /// <exception cref="ArgumentException">There are no terms.</exception>
    public static Value Total(IReadOnlyList<LossTerm> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0) throw new ArgumentException("a loss needs at least one term of weight other than 0", nameof(terms));
        return terms.Select(term => term.Weighted).Aggregate((sum, term) => sum + term);
    }

    /// <summary>
    /// The derivative kernels of the horizontal and the vertical map as depthwise weights [2, 1, 5, 5]: K[i, j] = i / (i² + j² + 1e-15) along
    /// rows, j / (same) along columns, i and j from -2 to 2.
    /// </summary>
    public static float[] GradientKernels(GradientAxes axes)
    {
        var weights = new float[50];
        for (var i = -2; i <= 2; i++)
            for (var j = -2; j <= 2; j++)
            {
                var scale = 1 / (i * i + j * j + 1e-15);
                var at = (i + 2) * 5 + j + 2;
                var published = axes == GradientAxes.Published;
                weights[at] = (float)((published ? i : j) * scale);
                weights[25 + at] = (float)((published ? j : i) * scale);
            }
        return weights;
    }

    private static void AddMap(List<LossTerm> terms, string name, Value logits, Value truth, Value? known, Value twiceKnown, double bce, double dice)
    {
        if (bce == 0 && dice == 0) return;
        var logarithms = logits.LogSoftmax(1);
        if (bce != 0)
        {
            // The truth is 0 where it is not known, so the product needs no mask.
            var clamped = logarithms.Clamp((float)PortableMath.Log(LeastProbability), (float)PortableMath.Log(1 - LeastProbability));
            terms.Add(new LossTerm($"{name}.bce", bce, LossSums.SumOf(clamped * truth) * -2f / twiceKnown));
        }
        if (dice == 0) return;
        var probabilities = logarithms.Exp();
        if (known is not null) probabilities *= known;
        var inside = LossSums.PerChannel(probabilities * truth);
        var overlap = (inside * 2f + DiceSmoothing) / (LossSums.PerChannel(probabilities) + LossSums.PerChannel(truth) + DiceSmoothing);
        terms.Add(new LossTerm($"{name}.dice", dice, (1f - overlap).Sum()));
    }

    private void AddDistances(List<LossTerm> terms, Value hv, HoverTruth truth, Value twiceKnown)
    {
        if (Options.HvMse == 0 && Options.HvMsge == 0) return;
        var error = hv - truth.Hv;
        if (truth.Known is not null) error *= truth.Known;
        if (Options.HvMse != 0) terms.Add(new LossTerm("hv.mse", Options.HvMse, LossSums.SumOf(error * error) / twiceKnown));
        if (Options.HvMsge == 0) return;
        terms.Add(new LossTerm("hv.msge", Options.HvMsge, LossSums.GradientError(error, LossSums.ChannelRepeated(truth.Np, 1, 2), Options.Msge)));
    }
}

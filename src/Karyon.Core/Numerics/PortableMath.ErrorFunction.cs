namespace Karyon.Core.Numerics;

public static partial class PortableMath
{
    private const double TwoOverSqrtPiHigh = 1.1283791670955126;
    private const double TwoOverSqrtPiLow = 1.533545961316588e-17;

    /// <summary>At c = i/8 from i = 4 on: erf c as a pair, and its slope 2/sqrt(pi) exp(-c^2).</summary>
    private static ReadOnlySpan<double> ErrorFunctionNodes =>
    [
        0.5204998778130465, 1.900077467916287e-17, 0.8787825789354448,
        0.623240882188418, -2.7016816836135297e-17, 0.7634995357606049,
        0.7111556336535151, 4.69744077164289e-17, 0.6429310691952074,
        0.7840750610598597, -3.204544978890348e-17, 0.5247450452901482,
        0.8427007929497149, -2.4801011789118602e-17, 0.4151074974205947,
        0.8883882317017078, -1.158643993739769e-17, 0.3182739585007693,
        0.9229001282564583, -5.51775442986392e-17, 0.2365211224472908,
        0.9481700727820903, 1.071691533519912e-17, 0.1703597736875156,
        0.9661051464753108, -3.3867031441680696e-17, 0.11893028922362937,
        0.9784437332399837, -1.7028513178925588e-17, 0.08047225902251116,
        0.9866716712191824, 2.1431190289565338e-17, 0.05277499593015037,
        0.9919900576701199, 3.0126779045582727e-17, 0.03354582842421607,
        0.9953222650189527, 2.20719858329765e-17, 0.020666985354092053,
        0.9973459706405177, -6.548583264315741e-18, 0.012340820614333696,
        0.9985372834133188, 2.6956405885413457e-17, 0.007142319022017983,
        0.9992170617821089, -1.4349117332555682e-17, 0.004006477861670219,
        0.999593047982555, 4.6925151097042234e-17, 0.0021782842303527095,
        0.9997946242638588, -6.2556665556923804e-18, 0.001147875125882675,
        0.9998993780778803, 4.451378916214761e-17, 0.0005862772470937923,
        0.9999521451602562, 1.4933598125858e-17, 0.00029022828286249803,
        0.9999779095030014, 5.363397058636269e-17, 0.00013925305194674786,
        0.9999901032653747, 1.3132336543493276e-17, 6.475868323471298e-05,
        0.9999956972205363, 5.224680575187069e-17, 2.9189025383581702e-05,
        0.9999981847185726, -4.284756581330801e-17, 1.2751740799765088e-05,
        0.9999992569016276, 4.9647279187212204e-17, 5.399426777384783e-06,
        0.9999997048598075, -3.8108336724873686e-18, 2.2159202846331124e-06,
        0.9999998862727434, 4.2276182391829615e-17, 8.814321912318039e-07,
        0.999999957486056, -5.0616648789558536e-17, 3.398223817809154e-07,
        0.9999999845827421, 1.44826531920025e-17, 1.2698234671866558e-07,
        0.9999999945765992, 3.99675667392096e-17, 4.598995828846052e-08,
        0.9999999981494259, 9.86675034192752e-19, 1.6143993719507412e-08,
        0.9999999993875167, -9.046130618729546e-18, 5.492717228853464e-09,
        0.9999999998033839, 1.2614727975054947e-17, 1.81130589590869e-09,
        0.9999999999387839, 3.813525439388226e-17, 5.789281366587474e-10,
        0.9999999999815149, 5.461622108299497e-17, 1.7934357034341337e-10,
        0.9999999999945866, 4.1001774321813545e-17, 5.384870492099458e-11,
        0.9999999999984626, -2.294992711807301e-17, 1.5670866531017336e-11,
        0.9999999999995766, -1.727604158766289e-17, 4.4201708693385726e-12,
        0.9999999999998869, 2.859354043191264e-17, 1.2084074716006755e-12,
        0.9999999999999707, 1.5002305232589177e-17, 3.2019610382476225e-13,
        0.9999999999999927, -3.03759554483649e-17, 8.223316045262922e-14,
        0.9999999999999982, -1.5663166250755952e-17, 2.046945208423793e-14,
        0.9999999999999996, 2.0875548107488853e-17, 4.938485140964219e-15,
        0.9999999999999999, 1.4106746009743903e-17, 1.154807464350253e-15,
    ];

    /// <summary>The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to <paramref name="x"/>.</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || x == 0) return x;
        var magnitude = Math.Abs(x);
        if (magnitude >= 5.9375) return Math.CopySign(1, x); // erfc is below half a unit in the last place of 1
        return Math.CopySign(magnitude < 0.4375 ? ErfNearZero(magnitude) : ErfByNode(magnitude), x);
    }

    /// <inheritdoc cref="Erf(double)"/>
    public static float Erf(float x) => (float)Erf((double)x);

    /// <summary>The Maclaurin series: erf x = 2/sqrt(pi) (x - x^3/3 + x^5/(5 2!) - ...).</summary>
    private static double ErfNearZero(double x)
    {
        var z = x * x;
        var series = -1.0 / (27 * 6227020800.0); // n = 13, 13! (2n + 1)
        series = Math.FusedMultiplyAdd(series, z, 1.0 / (25 * 479001600.0));
        series = Math.FusedMultiplyAdd(series, z, -1.0 / (23 * 39916800.0));
        series = Math.FusedMultiplyAdd(series, z, 1.0 / (21 * 3628800.0));
        series = Math.FusedMultiplyAdd(series, z, -1.0 / (19 * 362880.0));
        series = Math.FusedMultiplyAdd(series, z, 1.0 / (17 * 40320.0));
        series = Math.FusedMultiplyAdd(series, z, -1.0 / (15 * 5040.0));
        series = Math.FusedMultiplyAdd(series, z, 1.0 / (13 * 720.0));
        series = Math.FusedMultiplyAdd(series, z, -1.0 / (11 * 120.0));
        series = Math.FusedMultiplyAdd(series, z, 1.0 / (9 * 24.0));
        series = Math.FusedMultiplyAdd(series, z, -1.0 / (7 * 6.0));
        series = Math.FusedMultiplyAdd(series, z, 1.0 / 10);
        series = Math.FusedMultiplyAdd(series, z, -1.0 / 3);
        var head = DoubleDouble.Product(x, TwoOverSqrtPiHigh);
        return head.High + (head.Low + x * Math.FusedMultiplyAdd(z * TwoOverSqrtPiHigh, series, TwoOverSqrtPiLow));
    }

    /// <summary>Taylor's series about the nearest node c: the coefficients g of exp(-(c+t)^2)/exp(-c^2) obey (n+1) g[n+1] = -2 (c g[n] + g[n-1]).</summary>
    private static double ErfByNode(double x)
    {
        var node = (int)(x * 8 + 0.5);
        var c = node * 0.125;
        var t = x - c; // exact, |t| <= 1/16
        double before = 0, coefficient = 1, power = t, sum = 0;
        for (var n = 1; n <= 14; n++)
        {
            var next = -2.0 / n * Math.FusedMultiplyAdd(c, coefficient, before);
            (before, coefficient) = (coefficient, next);
            power *= t;
            sum += coefficient * power / (n + 1);
        }
        var row = (node - 4) * 3;
        return ErrorFunctionNodes[row] + Math.FusedMultiplyAdd(ErrorFunctionNodes[row + 2], t + sum, ErrorFunctionNodes[row + 1]);
    }
}

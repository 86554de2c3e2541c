using Karyon.Learning.Models;

namespace Karyon.Learning.Training;

/// <summary>Means of the figures of steps between two rows of <c>metrics.csv</c>.</summary>
internal sealed class Meter
{
    private readonly IReadOnlyList<string> _names;
    private readonly double[] _terms;
    private double _loss;
    private double _norm;
    private int _steps;

    /// <summary>Goes on from the sums of a checkpoint.</summary>
    /// <param name="names">Names of the loss's terms.</param>
    /// <param name="sums">The sums; null: none.</param>
    /// <exception cref="InvalidNetworkFileException">The sums are of another loss.</exception>
    public Meter(IReadOnlyList<string> names, MeterSums? sums)
    {
        (_names, _terms) = (names, new double[names.Count]);
        if (sums is null) return;
        if (sums.Terms.Count != names.Count)
            throw new InvalidNetworkFileException($"the checkpoint has sums of {sums.Terms.Count} loss terms, the recipe {names.Count}; it belongs to another recipe, start without --resume");
        (_steps, _loss, _norm) = (sums.Steps, sums.Loss, sums.GradientNorm);
        for (var k = 0; k < _terms.Length; k++) _terms[k] = sums.Terms[k];
    }

    /// <summary>What was added since the last row; null: nothing.</summary>
    public MeterSums? Sums => _steps == 0 ? null : new MeterSums(_steps, _loss, _norm, [.. _terms]);

    /// <summary>Adds a step.</summary>
    public void Add(double loss, float[] terms, double norm)
    {
        _loss += loss;
        _norm += norm;
        for (var k = 0; k < terms.Length; k++) _terms[k] += terms[k];
        _steps++;
    }

    /// <summary>The means since the last row, and begins the next.</summary>
    public MetricsRow Take(long step, double rate)
    {
        var values = new List<(string, double)> { ("loss", _loss / _steps) };
        for (var k = 0; k < _terms.Length; k++) values.Add((_names[k], _terms[k] / _steps));
        values.Add(("gradient_norm", _norm / _steps));
        values.Add(("learning_rate", rate));
        Array.Clear(_terms);
        (_loss, _norm, _steps) = (0, 0, 0);
        return new MetricsRow(step, "train", values);
    }
}

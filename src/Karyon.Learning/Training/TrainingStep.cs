using Karyon.Learning.Models;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;
using Karyon.Tensors.Optimization;

namespace Karyon.Learning.Training;

/// <summary>The truth of a batch as graph inputs.</summary>
/// <param name="Nuclei">Background and nucleus, one of them 1 where the truth is known, [N, 2, S, S].</param>
/// <param name="Hv">Horizontal and vertical targets, [N, 2, S, S].</param>
/// <param name="Known">1 where the truth is known, [N, 2, S, S].</param>
public sealed record TruthInputs(Value Nuclei, Value Hv, Value Known);

/// <summary>One optimisation step of a network, planned once and run with any batch. Owns its plan.</summary>
public sealed class TrainingStep : IDisposable
{
    private readonly Plan _plan;
    private readonly Value _image;
    private readonly TruthInputs _truth;
    private readonly int _terms;

    /// <summary>Writes the step down and plans it; the network must be in training mode.</summary>
    /// <param name="context">Threads and kernels.</param>
    /// <param name="network">The network.</param>
    /// <param name="batch">Samples a step.</param>
    /// <param name="side">Rows and columns of a sample.</param>
    /// <param name="loss">The loss's terms by name, already weighted; their sum is minimised.</param>
    public TrainingStep(ComputeContext context, HoverUNet network, int batch, int side, Func<HoverMaps, TruthInputs, IReadOnlyList<(string Name, Value Value)>> loss)
    {
        _image = Value.Input("image", new Shape(batch, 3, side, side));
        var pair = new Shape(batch, 2, side, side);
        _truth = new TruthInputs(Value.Input("nuclei", pair), Value.Input("hv", pair), Value.Input("known", pair));
        network.Parameters();
        var terms = loss(network.Forward(_image), _truth);
        TermNames = [.. terms.Select(term => term.Name)];
        _terms = terms.Count;
        var total = terms.Skip(1).Aggregate(terms[0].Value, (sum, term) => sum + term.Value);
        var gradients = Differentiator.Gradients(total, [.. network.TrainedParameters().Select(parameter => parameter.Value)]);
        _plan = Plan.Compile(context, [total, .. terms.Select(term => term.Value), .. gradients], PlanOptions.Training);
    }

    /// <summary>Names of the loss's terms.</summary>
    public IReadOnlyList<string> TermNames { get; }

    /// <summary>Memory that the plan holds, bytes.</summary>
    public long Bytes => _plan.Bytes;

    /// <summary>Takes a step: forward, backward, running statistics, optimiser.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="optimizer">Over the network's trained parameters.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="clipNorm">See <see cref="Optimizer.Step"/>.</param>
    /// <param name="seed">Seed of random draws.</param>
    /// <returns>The loss, its terms, and the norm of the gradients.</returns>
    public (float Loss, float[] Terms, double GradientNorm) Run(TrainingBatch batch, Optimizer optimizer, double rate, double clipNorm, ulong seed)
    {
        batch.Image.CopyTo(_plan.Input(_image));
        batch.Nuclei.CopyTo(_plan.Input(_truth.Nuclei));
        batch.Hv.CopyTo(_plan.Input(_truth.Hv));
        batch.Known.CopyTo(_plan.Input(_truth.Known));
        _plan.Run(seed);
        var loss = _plan.Output(0)[0];
        if (!float.IsFinite(loss)) throw new TrainingDivergedException($"the loss became {loss} at step {optimizer.StepCount + 1}; lower the learning rate or set a gradient clip");
        _plan.UpdateRunningStatistics();
        var terms = new float[_terms];
        for (var k = 0; k < _terms; k++) terms[k] = _plan.Output(1 + k)[0];
        return (loss, terms, optimizer.Step(_plan, 1 + _terms, rate, clipNorm));
    }

    /// <summary>Frees the plan.</summary>
    public void Dispose() => _plan.Dispose();
}

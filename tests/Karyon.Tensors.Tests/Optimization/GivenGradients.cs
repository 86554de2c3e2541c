using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Tensors.Tests.Optimization;

/// <summary>A plan whose outputs from 1 on are gradients as a test gives them: those of sum(p g) with regard to p.</summary>
internal sealed class GivenGradients : IDisposable
{
    private readonly Value[] _given;
    private readonly Plan _plan;

    public GivenGradients(ComputeContext context, MatrixAndVector module)
    {
        Value[] parameters = [.. module.Parameters().Select(parameter => parameter.Value)];
        _given = [.. parameters.Select((value, k) => Value.Input($"gradient {k}", value.Shape))];
        var loss = (_given[0] * parameters[0]).Sum() + (_given[1] * parameters[1]).Sum();
        _plan = Plan.Compile(context, [loss, .. Differentiator.Gradients(loss, parameters)], PlanOptions.Training);
    }

    /// <summary>The plan, run with these gradients.</summary>
    public Plan Of(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        weight.CopyTo(_plan.Input(_given[0]));
        bias.CopyTo(_plan.Input(_given[1]));
        _plan.Run();
        return _plan;
    }

    public void Dispose() => _plan.Dispose();
}

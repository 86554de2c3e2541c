using Karyon.Tensors.Graph;
using Karyon.Tensors.Kernels;

namespace Karyon.Tensors.Tests.Graph;

public class NetworkBitsTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Every_width_and_number_of_threads_gives_the_bits_of_the_scalar_twins(bool training, bool winograd)
    {
        var network = new SmallNetwork(training);
        var options = (training ? PlanOptions.Training : PlanOptions.Inference) with { Winograd = winograd };
        var results = training ? network.Results : BatchNormFolding.Apply(network.Results);
        var reference = new ReferenceInterpreter<float>(new Dictionary<Karyon.Tensors.Operations.Value, float[]> { [network.Image] = network.ImageData, [network.Truth] = network.TruthData }, winograd: winograd);
        var expected = results.SelectMany(reference.Evaluate).ToArray();
        Assert.All(expected, value => Assert.True(float.IsFinite(value)));
        foreach (var path in Enum.GetValues<VectorPath>().Where(VectorPaths.IsSupported))
            foreach (var threads in (int[])[1, 2])
            {
                using var context = new ComputeContext(threads, path);
                var actual = network.Run(context, options);
                for (var k = 0; k < expected.Length; k++)
                    if (BitConverter.SingleToInt32Bits(expected[k]) != BitConverter.SingleToInt32Bits(actual[k]))
                        Assert.Fail($"{path}, {threads} threads: value {k} of {expected.Length} is {actual[k]:R}, by the twins {expected[k]:R}");
            }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void No_step_of_a_network_runs_as_a_twin(bool training)
    {
        var network = new SmallNetwork(training);
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, network.Results, training ? PlanOptions.Training : PlanOptions.Inference);
        Assert.DoesNotContain(plan.Report(), report => report.Kind.StartsWith("twin", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Runs_allocate_nothing_on_the_managed_heap(bool training)
    {
        var network = new SmallNetwork(training);
        using var context = new ComputeContext(1);
        using var plan = Plan.Compile(context, training ? network.Results : BatchNormFolding.Apply(network.Results), training ? PlanOptions.Training : PlanOptions.Inference);
        plan.Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 20; run++) plan.Run();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}

using Karyon.Learning.Losses;
using Karyon.Learning.Models;
using Karyon.Learning.Training;
using Karyon.Learning.Training.Sampling;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Cli.Benchmarks;

/// <summary>
/// A training step of a whole network on random pixels: forward, HoVer-Net's losses, backward, running statistics, AdamW. Making the
/// samples is not in it. The arithmetic counted is three forward passes, as usual: outputs, gradients of inputs, gradients of weights.
/// </summary>
internal static class TrainBench
{
    private const int Side = 256;

    /// <summary>Measures an architecture.</summary>
    public static BenchReading Measure(NetworkDescription description, int batch, int threads, int passes, CancellationToken stop)
    {
        using var network = new HoverUNet(description);
        network.Initialize(1);
        network.Train();
        var image = Value.Input("image", new Shape(batch, 3, Side, Side));
        var maps = network.Forward(image);
        using var context = Inputs.ComputeOptions.Open(threads);
        var options = new TrainerOptions();
        var loss = new HoverNetLoss(HoverNetLossOptions.Preset("hovernet-tf"));
        using var step = new TrainingStep(context, network, batch, Side,
            (outputs, truth) => [.. loss.Terms(outputs, new HoverTruth(truth.Nuclei, truth.Hv, truth.Known)).Select(term => (term.Name, term.Weighted))]);
        using var optimizer = options.NewOptimizer(context, network);
        var samples = RandomSamples(batch);
        ulong seed = 0;
        var reading = Passes.Measure($"{description.Encoder} U-Net {Side}x{Side}, training step of {batch}", context, passes,
            () => step.Run(samples, optimizer, options.LearningRate, options.ClipNorm, seed++), stop);
        return reading with
        {
            Images = batch,
            Work = description.Encoder == "resnet34" ? BenchWork.YardstickTraining : BenchWork.BaselineTraining,
            Flops = 3.0 * NetworkCost.Of(image, maps.Np, maps.Hv).Flops,
            Remark = $"{Console.Figures.Text(batch / reading.BestSeconds, "0.0")} images/s, median {Console.Figures.Text(batch / reading.MedianSeconds, "0.0")}",
        };
    }

    private static TrainingBatch RandomSamples(int batch)
    {
        var samples = new TrainingBatch(batch, Side);
        var random = new CounterRandom(1, 1);
        for (var i = 0; i < samples.Image.Length; i++) samples.Image[i] = (float)Math.Floor(256 * random.Uniform((ulong)i));
        const int Plane = Side * Side;
        for (var sample = 0; sample < batch; sample++)
            for (var i = 0; i < Plane; i++)
            {
                var nucleus = samples.Image[3 * sample * Plane + i] < 64 ? 1 : 0;
                samples.Nuclei[2 * sample * Plane + nucleus * Plane + i] = 1;
            }
        samples.Known.AsSpan().Fill(1);
        return samples;
    }
}

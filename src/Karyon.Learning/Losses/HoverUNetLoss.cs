using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Losses;

/// <summary>
/// The loss of HoVer-UNet (Tommasino et al. 2023; repository DIAGNijmegen/HoVer-UNet, <c>losses/losses.py</c>): alpha times the distance from a teacher
/// plus (1 - alpha) times the distance from the truth. Both are sums of six terms: squared error of the distance maps and of their gradients, and two
/// terms each of the nucleus and the type map.
/// </summary>
/// <remarks>
/// <para>
/// From the truth: cross entropy sum(w_y · -log p_y) / sum(w_y), divided by the weights' sum; and Dice, 1 - 2 sum(p y) / sum(p + y) over the batch, 0 for a class that the
/// batch's truth lacks, mean over all classes.
/// </para>
/// <para>
/// From the teacher: cross entropy with its softmax as soft truth, sum(w_c q_c · -log p_c) divided by the number of pixels, not by the weights' sum; and temperature² times the
/// Kullback-Leibler divergence at that temperature, mean over pixels and classes. The gradients' focus is the teacher's own probability of nucleus. No gradient reaches the teacher
/// where it is an input.
/// </para>
/// <para>With <see cref="HoverTruth.Known"/> the truth's terms skip other pixels, and are 0 where nothing is known; the teacher speaks of all.</para>
/// </remarks>
public sealed class HoverUNetLoss
{
    private const float LeastCardinality = 1e-7f;

    /// <summary>Makes the loss.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Alpha or the temperature is out of its range.</exception>
    public HoverUNetLoss(HoverUNetLossOptions? options = null)
    {
        Options = options ?? new HoverUNetLossOptions();
        if (!(Options.Alpha is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), Options.Alpha, "alpha, the teacher's share, is 0 to 1");
        if (!(Options.Temperature > 0)) throw new ArgumentOutOfRangeException(nameof(options), Options.Temperature, "the temperature is above 0");
    }

    /// <summary>What the loss was told.</summary>
    public HoverUNetLossOptions Options { get; }

    /// <summary>
    /// The terms of weight other than 0: <c>truth.*</c> of weight 1 - alpha, <c>teacher.*</c> of weight alpha; those of the types if student and truth, or
    /// teacher, have them.
    /// </summary>
    /// <param name="student">The network's raw outputs.</param>
    /// <param name="truth">What they should have been; may be null where alpha is 1.</param>
    /// <param name="teacher">Another network's raw outputs; may be null where alpha is 0.</param>
    /// <exception cref="ArgumentException">What alpha asks for is null, or class weights do not fit the channels.</exception>
    /// <exception cref="ShapeException">A map of the truth or the teacher has another shape than the student's.</exception>
    public IReadOnlyList<LossTerm> Terms(HoverMaps student, HoverTruth? truth, HoverMaps? teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        var terms = new List<LossTerm>(12);
        if (Options.Alpha < 1) AddTruth(terms, student, truth ?? throw new ArgumentException($"alpha {Options.Alpha} asks for a truth", nameof(truth)));
        if (Options.Alpha > 0) AddTeacher(terms, student, teacher ?? throw new ArgumentException($"alpha {Options.Alpha} asks for a teacher", nameof(teacher)));
        return terms;
    }

    private void AddTruth(List<LossTerm> terms, HoverMaps student, HoverTruth truth)
    {
        LossSums.Require(truth.Np, student.Np.Shape, "np");
        LossSums.Require(truth.Hv, student.Hv.Shape, "hv");
        if (truth.Known is not null) LossSums.Require(truth.Known, student.Hv.Shape, "known");
        var error = student.Hv - truth.Hv;
        if (truth.Known is not null) error *= truth.Known;
        // The sum over both channels of the mask is the number of elements that count; where there is none, there is no loss.
        var elements = truth.Known is null ? Value.Scalar(student.Hv.Shape.Count) : LossSums.SumOf(truth.Known).Clamp(1, float.MaxValue);
        Add("hv.mse", LossSums.SumOf(error * error) / elements);
        Add("hv.msge", LossSums.GradientError(error, LossSums.ChannelRepeated(truth.Np, 1, 2), Options.Msge));
        AddMap("np", student.Np, truth.Np, Options.TruthNpWeights);
        if (student.Tp is null || truth.Tp is null) return;
        LossSums.Require(truth.Tp, student.Tp.Shape, "tp");
        AddMap("tp", student.Tp, truth.Tp, Options.TruthTpWeights);

        void AddMap(string name, Value logits, Value map, IReadOnlyList<double> classWeights)
        {
            var logarithms = logits.LogSoftmax(1);
            var probabilities = logarithms.Exp();
            if (truth.Known is not null) probabilities *= LossSums.ChannelRepeated(truth.Known, 0, logits.Shape[1]);
            var counts = LossSums.PerChannel(map);
            Add($"{name}.dice", MeanDice(LossSums.PerChannel(probabilities * map), LossSums.PerChannel(probabilities), counts));
            var weights = ClassWeights(classWeights, logits, name);
            // The truth is 0 where it is not known, so the products need no mask.
            Add($"{name}.ce", (LossSums.PerChannel(logarithms * map) * weights).Sum() * -1f / (counts * weights).Sum().Clamp(LeastCardinality, float.MaxValue));
        }

        void Add(string name, Value value) => terms.Add(new LossTerm("truth." + name, 1 - Options.Alpha, value));
    }

    private void AddTeacher(List<LossTerm> terms, HoverMaps student, HoverMaps teacher)
    {
        LossSums.Require(teacher.Np, student.Np.Shape, "np");
        LossSums.Require(teacher.Hv, student.Hv.Shape, "hv");
        var error = student.Hv - teacher.Hv;
        Add("hv.mse", LossSums.SumOf(error * error) / student.Hv.Shape.Count);
        Add("hv.msge", LossSums.GradientError(error, LossSums.ChannelRepeated(teacher.Np.Softmax(1), 1, 2), Options.Msge));
        AddMap("np", student.Np, teacher.Np, Options.TeacherNpWeights);
        if (student.Tp is null || teacher.Tp is null) return;
        LossSums.Require(teacher.Tp, student.Tp.Shape, "tp");
        AddMap("tp", student.Tp, teacher.Tp, Options.TeacherTpWeights);

        void AddMap(string name, Value logits, Value map, IReadOnlyList<double> classWeights)
        {
            Add($"{name}.kl", Divergence(logits, map));
            var perClass = LossSums.PerChannel(logits.LogSoftmax(1) * map.Softmax(1)) * ClassWeights(classWeights, logits, name);
            Add($"{name}.ce", perClass.Sum() * -1f / ((float)logits.Shape.Count / logits.Shape[1]));
        }

        void Add(string name, Value value) => terms.Add(new LossTerm("teacher." + name, Options.Alpha, value));
    }

    private Value Divergence(Value logits, Value teacher)
    {
        var temperature = (float)Options.Temperature;
        var soft = (teacher / temperature).LogSoftmax(1);
        var difference = soft - (logits / temperature).LogSoftmax(1);
        return LossSums.SumOf(soft.Exp() * difference) * (temperature * temperature) / logits.Shape.Count;
    }

    /// <summary>Counts are whole numbers, so that their clamp to 0..1 says whether a class occurs.</summary>
    private static Value MeanDice(Value inside, Value probabilities, Value counts) =>
        ((1f - inside * 2f / (probabilities + counts).Clamp(LeastCardinality, float.MaxValue)) * counts.Clamp(0, 1)).Mean();

    private static Value ClassWeights(IReadOnlyList<double> weights, Value logits, string name)
    {
        var channels = logits.Shape[1];
        if (weights.Count != 0 && weights.Count != channels)
            throw new ArgumentException($"{name} has {channels} channels, but there are {weights.Count} class weights", nameof(weights));
        float[] elements = weights.Count == 0 ? [.. Enumerable.Repeat(1f, channels)] : [.. weights.Select(weight => (float)weight)];
        return Value.Constant(elements, new Shape(channels));
    }
}

namespace Karyon.Learning.Losses;

/// <summary>Weights of the terms of <see cref="HoverNetLoss"/>; a term of weight 0 is not computed.</summary>
public sealed record HoverNetLossOptions
{
    /// <summary>Cross entropy of the nucleus map.</summary>
    public double NpBce { get; init; } = 1;

    /// <summary>Dice of the nucleus map.</summary>
    public double NpDice { get; init; } = 1;

    /// <summary>Squared error of the distance maps.</summary>
    public double HvMse { get; init; } = 1;

    /// <summary>Squared error of the distance maps' gradients inside of nuclei.</summary>
    public double HvMsge { get; init; } = 1;

    /// <summary>Cross entropy of the type map.</summary>
    public double TpBce { get; init; } = 1;

    /// <summary>Dice of the type map.</summary>
    public double TpDice { get; init; } = 1;

    /// <summary>Which axes the gradients are taken along.</summary>
    public GradientAxes Msge { get; init; } = GradientAxes.Published;

    /// <summary>The PyTorch repository: all weights 1.</summary>
    public static HoverNetLossOptions HoverNetPyTorch { get; } = new();

    /// <summary>The TensorFlow repository: squared error twice.</summary>
    public static HoverNetLossOptions HoverNetTensorFlow { get; } = new() { HvMse = 2 };

    /// <summary>The paper, as commonly cited (Graham et al. 2019): gradient error twice.</summary>
    public static HoverNetLossOptions Paper { get; } = new() { HvMsge = 2 };

    /// <summary>The presets' names, as recipes write them.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["hovernet-pytorch", "hovernet-tf", "paper"];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static HoverNetLossOptions Preset(string name) => name switch
    {
        "hovernet-pytorch" => HoverNetPyTorch,
        "hovernet-tf" => HoverNetTensorFlow,
        "paper" => Paper,
        _ => throw new ArgumentException($"there is no loss preset '{name}'; choose {string.Join(", ", PresetNames)}", nameof(name)),
    };
}

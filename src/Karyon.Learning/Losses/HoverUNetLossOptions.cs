namespace Karyon.Learning.Losses;

/// <summary>
/// What <see cref="HoverUNetLoss"/> may be told; the defaults are the repository's (DIAGNijmegen/HoVer-UNet), whose class weights are those of PanNuke.
/// </summary>
public sealed record HoverUNetLossOptions
{
    /// <summary>The teacher's share of the loss, 0..1: 0 learns from the truth alone, 1 from the teacher alone.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>The temperature of the divergence from the teacher, above 0; all other terms take logits as they are.</summary>
    public double Temperature { get; init; } = 3;

    /// <summary>Weights of background and nucleus in the cross entropy with the truth; empty: all 1.</summary>
    public IReadOnlyList<double> TruthNpWeights { get; init; } = [0.6186044463779635, 1.3813955536220366];

    /// <summary>Weights of background and the classes in the cross entropy with the truth; empty: all 1.</summary>
    public IReadOnlyList<double> TruthTpWeights { get; init; } =
        [0.10654577579627722, 0.3310121522330427, 0.7301252761147444, 0.5030386955824504, 3.711333187208553, 0.6179449130649323];

    /// <summary>Weights of background and nucleus in the cross entropy with the teacher; empty: all 1.</summary>
    public IReadOnlyList<double> TeacherNpWeights { get; init; } = [0.6055308830505653, 1.3944691169494348];

    /// <summary>Weights of background and the classes in the cross entropy with the teacher; empty: all 1.</summary>
    public IReadOnlyList<double> TeacherTpWeights { get; init; } =
        [0.12137613059784041, 0.3585983027106687, 0.962839423013976, 0.6344337609164922, 3.1918593602633436, 0.730893022497679];

    /// <summary>Which axes the gradients of the distance maps are taken along.</summary>
    public GradientAxes Msge { get; init; } = GradientAxes.Published;
}

using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Depthwise;
using Karyon.Tensors.Kernels.Vector.WeightGradient;
using Karyon.Tensors.Kernels.Vector.Winograd;

namespace Karyon.Tensors.Graph;

/// <summary>All kernel families at one vector width.</summary>
internal sealed class KernelSet(VectorPath path)
{
    public ConvKernels Convolution { get; } = ConvKernels.Create(path);

    public DepthwiseForward Depthwise { get; } = DepthwiseForward.Create(path);

    public DepthwiseInputGradient DepthwiseInputGradient { get; } = DepthwiseInputGradient.Create(path);

    public DepthwiseWeightGradient DepthwiseWeightGradient { get; } = DepthwiseWeightGradient.Create(path);

    public WeightGradientKernels WeightGradient { get; } = WeightGradientKernels.Create(path);

    public WinogradKernels Winograd { get; } = WinogradKernels.Create(path);

    public WinogradPack WinogradPack { get; } = WinogradPack.Create(path);
}

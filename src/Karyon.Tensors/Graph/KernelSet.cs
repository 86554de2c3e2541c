using Karyon.Tensors.Kernels;
using Karyon.Tensors.Kernels.Vector.Attention;
using Karyon.Tensors.Kernels.Vector.Convolution;
using Karyon.Tensors.Kernels.Vector.Dense;
using Karyon.Tensors.Kernels.Vector.Depthwise;
using Karyon.Tensors.Kernels.Vector.Elementwise;
using Karyon.Tensors.Kernels.Vector.Heads;
using Karyon.Tensors.Kernels.Vector.LayerNormalization;
using Karyon.Tensors.Kernels.Vector.Normalization;
using Karyon.Tensors.Kernels.Vector.Optimization;
using Karyon.Tensors.Kernels.Vector.Pooling;
using Karyon.Tensors.Kernels.Vector.Products;
using Karyon.Tensors.Kernels.Vector.Resizing;
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

    public HeadKernels Heads { get; } = HeadKernels.Create(path);

    public WinogradKernels Winograd { get; } = WinogradKernels.Create(path);

    public WinogradPack WinogradPack { get; } = WinogradPack.Create(path);

    public AttentionKernels Attention { get; } = AttentionKernels.Create(path);

    public AttentionGradientKernels AttentionGradient { get; } = AttentionGradientKernels.Create(path);

    public NormalizationKernels Normalization { get; } = NormalizationKernels.Create(path);

    public LayerNormKernels LayerNormalization { get; } = LayerNormKernels.Create(path);

    public ElementwiseKernels Elementwise { get; } = ElementwiseKernels.Create(path);

    public GatedKernels Gated { get; } = GatedKernels.Create(path);

    public DenseKernels Dense { get; } = DenseKernels.Create(path);

    public ProductKernels Products { get; } = ProductKernels.Create(path);

    public PoolingKernels Pooling { get; } = PoolingKernels.Create(path);

    public AdaptivePoolingKernels AdaptivePooling { get; } = AdaptivePoolingKernels.Create(path);

    public ResizingKernels Resizing { get; } = ResizingKernels.Create(path);

    public OptimizerKernels Optimizer { get; } = OptimizerKernels.Create(path);
}

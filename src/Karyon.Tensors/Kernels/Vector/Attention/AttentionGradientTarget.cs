namespace Karyon.Tensors.Kernels.Vector.Attention;

/// <summary>What the gradient of attention is taken with regard to.</summary>
internal enum AttentionGradientTarget
{
    Query,
    Key,
    Value,
}

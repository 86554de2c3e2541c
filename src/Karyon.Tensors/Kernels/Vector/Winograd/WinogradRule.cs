namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>Whether a convolution is computed by Winograd's transforms: a rule over shapes, the same on every machine.</summary>
internal static class WinogradRule
{
    public static WinogradForm Choose(int channelsIn, int channelsOut, int height, int width, int kernel, int stride)
    {
        if (kernel != 3 || stride != 1 || channelsIn < 32 || channelsOut < 32 || height < 8 || width < 8) return WinogradForm.Direct;
        return WinogradForm.F4;
    }
}

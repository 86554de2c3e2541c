namespace Karyon.Tensors.Kernels.Scalar.Layout;

/// <summary>What bytes become: <c>fma(byte, scale[c], shift[c])</c>; the default leaves 0..255 as they are.</summary>
internal readonly struct ByteScaling
{
    private readonly float[]? scales;
    private readonly float[]? shifts;

    /// <summary>A factor and a summand per channel.</summary>
    public ByteScaling(ReadOnlySpan<float> scales, ReadOnlySpan<float> shifts)
    {
        this.scales = scales.ToArray();
        this.shifts = shifts.ToArray();
    }

    public float Scale(int channel) => scales is null ? 1f : scales[channel];

    public float Shift(int channel) => shifts is null ? 0f : shifts[channel];
}

using Karyon.Tensors.Modules;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Models;

/// <summary>The contracting half of a U-Net: features at strides 2, 4, 8, 16 and 32.</summary>
public abstract class Encoder : Module
{
    /// <summary>Channels of the features at strides 2, 4, 8, 16, 32; 0: there is none.</summary>
    public abstract IReadOnlyList<int> Channels { get; }

    /// <summary>Mean of each colour channel, of values 0..1, that the input is normalised with.</summary>
    public virtual IReadOnlyList<float> Mean => [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation of each colour channel, of values 0..1.</summary>
    public virtual IReadOnlyList<float> Deviation => [0.229f, 0.224f, 0.225f];

    /// <summary>Writes the encoder down for a normalised image [N, 3, H, W] with sides divisible by 32.</summary>
    /// <returns>Features at strides 2, 4, 8, 16, 32; null where there is none.</returns>
    public abstract IReadOnlyList<Value?> Forward(Value image);
}

using Karyon.Tensors.Kernels.Scalar.Winograd;
using Karyon.Tensors.Kernels.Vector.Convolution;

namespace Karyon.Tensors.Kernels.Vector.Winograd;

/// <summary>
/// A dense 3x3 convolution of stride 1 by Winograd's algorithm; with mirrored weights (<see cref="WinogradPackArguments"/>) and a
/// padding of 2 - p, the input gradient of one with padding p. Tiles lie on a grid that begins at output pixel (0, 0). Per output
/// element: the transformed tile + bias, + residual, then the activation.
/// </summary>
internal readonly unsafe struct WinogradArguments
{
    /// <exception cref="ArgumentException">The form is direct, images or sizes do not fit, or the input's halo is narrower than the padding.</exception>
    public WinogradArguments(BlockedImage input, BlockedImage output, float* weights, float* bias, BlockedImage residual,
        int padTop, int padLeft, ConvActivation activation, WinogradForm form, BlockedImage doubled = default)
    {
        if (form is not (WinogradForm.F2 or WinogradForm.F4))
            throw new ArgumentException($"Winograd: form {form} has no tiles; use F2 or F4", nameof(form));
        if (doubled.Blocks > 0 && (padTop != 1 || padLeft != 1 || doubled.Halo < 1 || doubled.Images != output.Images || 2 * doubled.Height != output.Height || 2 * doubled.Width != output.Width))
            throw new ArgumentException($"Winograd: a doubled image of {doubled.Images} x {doubled.Height} x {doubled.Width} with halo {doubled.Halo} and padding {padTop}, {padLeft} does not give {output.Images} x {output.Height} x {output.Width}; use padding and halo of 1", nameof(doubled));
        if (input.Blocks > 0 && input.Images != output.Images)
            throw new ArgumentException($"Winograd: {input.Images} input images, {output.Images} output images; they must agree", nameof(output));
        var reach = Math.Max(Math.Max(padTop, padLeft), Math.Max(output.Height - padTop + 2 - input.Height, output.Width - padLeft + 2 - input.Width));
        if (padTop < 0 || padLeft < 0 || (input.Blocks > 0 && input.Halo < reach))
            throw new ArgumentException($"Winograd: the input's halo is {input.Halo} pixels, padding {padTop}, {padLeft} reaches {reach}; plan a wider halo", nameof(input));
        if (residual.Origin != null && (residual.Images != output.Images || residual.Blocks != output.Blocks || residual.Height != output.Height || residual.Width != output.Width))
            throw new ArgumentException($"Winograd: the residual is {residual.Images} x {residual.Blocks} blocks x {residual.Height} x {residual.Width}, the output {output.Images} x {output.Blocks} x {output.Height} x {output.Width}; they must agree", nameof(residual));
        Input = input;
        Output = output;
        Weights = weights;
        Bias = bias;
        Residual = residual;
        PadTop = padTop;
        PadLeft = padLeft;
        Activation = activation;
        Form = form;
        Doubled = doubled;
    }

    /// <summary>The first input blocks, each of whose pixels stands for 2 x 2, without blocks where nothing is doubled; its halo is zero.</summary>
    public BlockedImage Doubled { get; }

    /// <summary>The input, or its blocks behind the doubled ones, if any; its halo is zero.</summary>
    public BlockedImage Input { get; }

    /// <summary>Output; its halo is zeroed too.</summary>
    public BlockedImage Output { get; }

    /// <summary>What <see cref="WinogradPack"/> wrote.</summary>
    public float* Weights { get; }

    /// <summary>Bias by physical output channel, zero in padding lanes; or null.</summary>
    public float* Bias { get; }

    /// <summary>What is added before the activation, of the output's size; origin null: nothing.</summary>
    public BlockedImage Residual { get; }

    /// <summary>Rows of zeros above the image that the first output row reads.</summary>
    public int PadTop { get; }

    /// <summary>Columns of zeros left of the image that the first output column reads.</summary>
    public int PadLeft { get; }

    public ConvActivation Activation { get; }

    public WinogradForm Form { get; }
}

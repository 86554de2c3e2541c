using System.Runtime.InteropServices;
using Karyon.Core.Rasters;

namespace Karyon.Data.Codecs;

/// <summary>From decoded samples to what the rest of the program works on.</summary>
public static class DecodedImageConversions
{
    /// <summary>
    /// The image in 8-bit RGB: grey is repeated, an alpha channel dropped (not blended, as Pillow's <c>convert('RGB')</c>),
    /// 16-bit samples keep their high byte, CMYK becomes light - ink light / 255 with light = 255 - black, the quotient rounded (as Pillow).
    /// </summary>
    /// <exception cref="UnsupportedFeatureException">The image has 32-bit samples: it holds labels, no colours.</exception>
    public static Raster<Rgb> ToRgb(this DecodedImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var raster = new Raster<Rgb>(image.Width, image.Height);
        var pixels = raster.Pixels.AsSpan();
        if (image.Samples8 is { } bytes) ConvertRow(bytes, image.Model, pixels);
        else if (image.Samples16 is { } words) FromWords(words, image.Model, pixels);
        else throw new UnsupportedFeatureException("an image with 32 bits a sample holds labels, no colours: give an 8-bit RGB image here");
        return raster;
    }

    /// <summary>
    /// The image as instance ids: its one channel, as it stands. For files prefer <see cref="ImageFile.ReadLabels"/>, which
    /// also keeps palette indices and the values of samples below 8 bits.
    /// </summary>
    /// <param name="image">A grey image; an alpha channel is ignored.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidFileException">The image has colours, or an id beyond 31 bits.</exception>
    public static LabelMap ToLabels(this DecodedImage image, string name = "image")
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Model is not (ColorModel.Grey or ColorModel.GreyAlpha))
            throw new InvalidFileException($"{name}: a label image has one channel, this one is {image.Model}; save the ids as 8-, 16- or 32-bit grey");
        var labels = new LabelMap(image.Width, image.Height);
        var ids = labels.Pixels.AsSpan();
        var step = image.Channels;
        if (image.Samples8 is { } bytes)
            for (int i = 0, from = 0; i < ids.Length; i++, from += step) ids[i] = bytes[from];
        else if (image.Samples16 is { } words)
            for (int i = 0, from = 0; i < ids.Length; i++, from += step) ids[i] = words[from];
        else if (image.Samples32 is { } wide)
            for (int i = 0, from = 0; i < ids.Length; i++, from += step)
            {
                if (wide[from] > int.MaxValue)
                    throw new InvalidFileException($"{name}: the id {wide[from]} (column {i % image.Width}, row {i / image.Width}) is negative or beyond {int.MaxValue}; renumber the labels from 1");
                ids[i] = (int)wide[from];
            }
        return labels;
    }

    /// <summary>Converts 8-bit samples, interleaved, to as many pixels.</summary>
    internal static void ConvertRow(ReadOnlySpan<byte> samples, ColorModel model, Span<Rgb> pixels)
    {
        switch (model)
        {
            case ColorModel.Rgb:
                MemoryMarshal.Cast<byte, Rgb>(samples).CopyTo(pixels);
                break;
            case ColorModel.Rgba:
                for (int i = 0, from = 0; i < pixels.Length; i++, from += 4) pixels[i] = new Rgb(samples[from], samples[from + 1], samples[from + 2]);
                break;
            case ColorModel.Cmyk:
                for (int i = 0, from = 0; i < pixels.Length; i++, from += 4)
                    pixels[i] = FromInks(samples[from], samples[from + 1], samples[from + 2], samples[from + 3]);
                break;
            default:
                var step = model.ChannelCount();
                for (int i = 0, from = 0; i < pixels.Length; i++, from += step) pixels[i] = new Rgb(samples[from], samples[from], samples[from]);
                break;
        }
    }

    private static void FromWords(ReadOnlySpan<ushort> samples, ColorModel model, Span<Rgb> pixels)
    {
        var step = model.ChannelCount();
        for (int i = 0, from = 0; i < pixels.Length; i++, from += step)
            pixels[i] = model switch
            {
                ColorModel.Grey or ColorModel.GreyAlpha => new Rgb(High(samples[from]), High(samples[from]), High(samples[from])),
                ColorModel.Cmyk => FromInks(High(samples[from]), High(samples[from + 1]), High(samples[from + 2]), High(samples[from + 3])),
                _ => new Rgb(High(samples[from]), High(samples[from + 1]), High(samples[from + 2])),
            };
    }

    private static byte High(ushort sample) => (byte)(sample >> 8);

    private static Rgb FromInks(byte cyan, byte magenta, byte yellow, byte black)
    {
        var light = 255 - black;
        return new Rgb(Mix(cyan, light), Mix(magenta, light), Mix(yellow, light));
    }

    // Pillow's cmyk2rgb: clip(light - MULDIV255(ink, light)), where MULDIV255(a, b) rounds a b / 255.
    private static byte Mix(byte ink, int light)
    {
        var product = ink * light + 128;
        return (byte)(light - ((product >> 8) + product >> 8));
    }
}

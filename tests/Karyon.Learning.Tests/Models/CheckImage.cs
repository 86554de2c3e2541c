using Karyon.Data.Codecs;
using Karyon.Testing;

namespace Karyon.Learning.Tests.Models;

/// <summary>The four photographs beside the shared weights.</summary>
internal static class CheckImage
{
    public static TheoryData<string> Names => ["chelsea_224.png", "coffee_224.png", "rocket_224.png", "astronaut_224.png"];

    /// <summary>RGB 0..255, [1, 3, 224, 224].</summary>
    public static float[] Planes(string name)
    {
        var image = ImageFile.Read(SharedFolder.Require($"weights/mobilenet_v2/checks/{name}")).ToRgb();
        Assert.Equal((224, 224), (image.Width, image.Height));
        var planes = new float[3 * 224 * 224];
        for (var i = 0; i < image.Pixels.Length; i++)
            (planes[i], planes[i + 224 * 224], planes[i + 2 * 224 * 224]) = (image.Pixels[i].R, image.Pixels[i].G, image.Pixels[i].B);
        return planes;
    }
}

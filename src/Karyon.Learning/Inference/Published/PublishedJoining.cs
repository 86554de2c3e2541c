namespace Karyon.Learning.Inference.Published;

/// <summary>What a published tool sees beyond an image, and whose maps a pixel takes where windows overlap.</summary>
public enum PublishedJoining
{
    /// <summary>The image mirrored about its edge pixels (numpy's <c>reflect</c>), as often as needed; the maps of the last window that reaches the pixel.</summary>
    LastWindow,

    /// <summary>Black; distances of the last window that reaches the pixel, and the class of the last one for which it is not background.</summary>
    ForegroundFirst,
}

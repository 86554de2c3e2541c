using Karyon.Core.Filters;
using Karyon.Core.Rasters;
using Karyon.Learning.Models;
using Karyon.Tensors;
using Karyon.Tensors.Graph;
using Karyon.Tensors.Operations;

namespace Karyon.Learning.Inference.Published;

/// <summary>
/// The teacher's part of HoVer-UNet's distillation set (<c>process_pannuke_dataset.py</c>): raw maps of a HoVer-Net fast for a small image, of the image's own size. The image
/// is mirrored at the right and at the bottom until patches of 164 px that step by 82 fit (PanNuke's 256 px: to 328, 3 x 3 patches); each patch is mirrored by 46 px about its own
/// ends, so that the teacher never sees a pixel's true neighbours beyond its patch; where the teacher's patches overlap, their raw values are averaged.
/// One call at a time.
/// </summary>
public sealed class TeacherMaps : IDisposable
{
    /// <summary>Side of a patch and of the teacher's maps, px.</summary>
    public const int PatchPx = 164;

    /// <summary>From one patch to the next, px.</summary>
    public const int StepPx = 82;

    /// <summary>What a patch is mirrored by on each side, px.</summary>
    public const int MarginPx = 46;

    private const int InputPx = PatchPx + 2 * MarginPx;
    private readonly Value _image = Value.Input("image", new Shape(1, 3, InputPx, InputPx));
    private readonly Plan _plan;

    /// <summary>Makes the plan for a teacher, with its weights as they are.</summary>
    /// <param name="context">Threads; stays the caller's.</param>
    /// <param name="teacher">The network; stays the caller's, its mode is put back.</param>
    /// <exception cref="ArgumentException">It is no HoVer-Net fast.</exception>
    public TeacherMaps(ComputeContext context, HoverNet teacher)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(teacher);
        if (teacher.Variant != HoverNetVariant.Fast) throw new ArgumentException($"the teacher's patches are those of {HoverNetVariant.Fast.Architecture}, not of {teacher.Variant.Architecture}", nameof(teacher));
        var training = teacher.Training;
        teacher.Eval();
        try
        {
            var maps = teacher.Forward(_image);
            Channels = 4 + teacher.Types;
            _plan = Plan.Compile(context, maps.Tp is { } types ? [maps.Np, maps.Hv, types] : [maps.Np, maps.Hv], PlanOptions.Inference);
        }
        finally
        {
            teacher.Train(training);
        }
    }

    /// <summary>Maps: nucleus logits (background, nucleus), horizontal, vertical, type logits (background first).</summary>
    public int Channels { get; }

    /// <summary>The first pixels of the patches along an axis, px.</summary>
    /// <param name="size">Pixels of the image along it; 1 or more.</param>
    public static IReadOnlyList<int> PatchesAlong(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return [.. Enumerable.Range(0, Math.Max(0, (size - PatchPx + StepPx - 1) / StepPx) + 1).Select(index => index * StepPx)];
    }

    /// <summary>The teacher's maps of an image, [<see cref="Channels"/>, H, W].</summary>
    /// <param name="image">The image; 1 px or more on each side.</param>
    public float[] Predict(Raster<Rgb> image)
    {
        ArgumentNullException.ThrowIfNull(image);
        IReadOnlyList<int> columns = PatchesAlong(image.Width), rows = PatchesAlong(image.Height);
        var mean = new OverlapMean(Channels, columns[^1] + PatchPx, rows[^1] + PatchPx);
        var patch = new float[Channels * PatchPx * PatchPx];
        foreach (var top in rows)
        {
            foreach (var left in columns)
            {
                Fill(image, left, top, _plan.Input(_image));
                _plan.Run();
                var written = 0;
                for (var output = 0; written < patch.Length; output++)
                {
                    var maps = _plan.Output(output);
                    maps.CopyTo(patch.AsSpan(written));
                    written += maps.Length;
                }
                mean.Add(left, top, PatchPx, patch);
            }
        }
        return Array.ConvertAll(mean.Means(image.Width, image.Height), value => (float)value);
    }

    /// <summary>Gives the plan's memory back.</summary>
    public void Dispose() => _plan.Dispose();

    /// <summary>A patch as the teacher sees it: beyond its ends its own mirror image, and beyond the image's ends the image's.</summary>
    private static void Fill(Raster<Rgb> image, int left, int top, Span<float> input)
    {
        const int Plane = InputPx * InputPx;
        for (var row = 0; row < InputPx; row++)
        {
            var pixels = image.Row(Place(row, top, image.Height));
            for (var column = 0; column < InputPx; column++)
            {
                var pixel = pixels[Place(column, left, image.Width)];
                var at = row * InputPx + column;
                (input[at], input[Plane + at], input[2 * Plane + at]) = (pixel.R, pixel.G, pixel.B);
            }
        }
    }

    private static int Place(int index, int start, int length) => Borders.Reflect101(start + Borders.Reflect101(index - MarginPx, PatchPx), length);
}

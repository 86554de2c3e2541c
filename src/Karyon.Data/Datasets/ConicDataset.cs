using Karyon.Data.Arrays;
using Karyon.Data.Codecs;

namespace Karyon.Data.Datasets;

/// <summary>CoNIC: <c>labels.npy</c>, or any .npy of its shape, with <c>images.npy</c> beside it where images are wanted. x20, 0.5 µm/px. Images are named <c>00000</c> on.</summary>
internal static class ConicDataset
{
    private const double StatedMicronsPerPixel = 0.5;

    public static IDataset Open(string root)
    {
        var labels = ConicLabels.Open(root);
        var imagePath = Path.Combine(Path.GetDirectoryName(labels.Path)!, "images.npy");
        var images = File.Exists(imagePath) ? NpyItems.Open(imagePath) : null;
        return new Dataset("conic", ConicLabels.Classes,
        [
            .. Enumerable.Range(0, labels.Count).Select(index => new DatasetItem
            {
                Name = $"{index:D5}",
                Position = index,
                MicronsPerPixel = StatedMicronsPerPixel,
                ImagePath = images?.Path ?? labels.Path,
                ImageSource = () => PanNukeDataset.ReadImage(images ?? throw new InvalidFileException($"{labels.Path}: images.npy is missing beside it"), index),
                LabelSource = () => labels.Read(index).Labels,
                ClassSource = () => labels.Read(index).Classes,
                TypedSource = () => labels.Read(index),
            }),
        ]);
    }
}

using Karyon.Core.Nuclei;

namespace Karyon.Data.Datasets;

/// <summary>The nuclei of many images of one size in one .npy file, read one image at a time. Any thread may read.</summary>
public interface INucleiArray
{
    /// <summary>The file.</summary>
    string Path { get; }

    /// <summary>The fold that the file belongs to; 0 where its path names none.</summary>
    int Fold { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Reads the nuclei of one image.</summary>
    /// <exception cref="Codecs.InvalidFileException">The file holds something else than nuclei there.</exception>
    TypedNuclei Read(int index);
}

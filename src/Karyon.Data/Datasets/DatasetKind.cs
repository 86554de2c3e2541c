namespace Karyon.Data.Datasets;

/// <summary>The data sets that have a reader.</summary>
public enum DatasetKind
{
    /// <summary>Any folder with <c>images/</c> and, for truth, <c>labels/</c>.</summary>
    Folder,

    /// <summary>Triple-negative breast cancer: Naylor et al., IEEE TMI 2018, DOI 10.5281/zenodo.1175282.</summary>
    Tnbc,

    /// <summary>Data Science Bowl 2018, stage 1 (BBBC038): Caicedo et al., Nature Methods 2019.</summary>
    Dsb2018,

    /// <summary>NuCLS, contours and boxes: Amgad et al., GigaScience 2022.</summary>
    NuCls,

    /// <summary>NuCLS tiles with class points, as redistributed by the CellViT++ authors.</summary>
    NuClsPoints,

    /// <summary>PUMA, polygons in melanoma: Schuiveling et al., GigaScience 2025.</summary>
    Puma,

    /// <summary>MoNuSeg: Kumar et al., IEEE TMI 2017 and 2019.</summary>
    MoNuSeg,

    /// <summary>CoNSeP: Graham et al., Medical Image Analysis 2019.</summary>
    CoNSeP,

    /// <summary>PanNuke in its official .npy layout: Gamper et al., ECDP 2019, arXiv 2003.10778.</summary>
    PanNuke,

    /// <summary>CoNIC's .npy layout of Lizard: Graham et al., arXiv 2111.14485.</summary>
    CoNIC,

    /// <summary>BRCA-M2C, class points in breast cancer: Abousamra et al., ICCV 2021.</summary>
    BrcaM2c,
}

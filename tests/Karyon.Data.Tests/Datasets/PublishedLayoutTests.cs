using Karyon.Core.Contours;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Datasets;
using Karyon.Data.Tests.Arrays;

namespace Karyon.Data.Tests.Datasets;

/// <summary>Every published layout in small, written here, with nuclei known by hand.</summary>
public sealed class PublishedLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeImages _images = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tnbc_masks_fall_into_8_connected_nuclei()
    {
        _images.Add(_folder.At("Slide_03", "03_2.png"), "1234", "5678").Add(_folder.At("GT_03", "03_2.png"), "1..1", ".1.1");
        _images.Add(_folder.At("Slide_01", "01_1.png"), "1").Add(_folder.At("GT_01", "01_1.png"), ".");
        var items = Open(DatasetKind.Tnbc).Items;
        Assert.Equal(["01_1", "03_2"], items.Select(item => item.Name));
        Assert.Equal(["01", "03"], items.Select(item => item.Patient));
        Assert.Equal([1, 0, 0, 2, 0, 1, 0, 2], items[1].LoadLabels()!.Pixels);
        Assert.Equal(new Rgb(7, 7, 7), items[1].LoadImage()[1, 2]);
    }

    [Fact]
    public void Dsb2018_masks_are_merged_in_the_order_of_their_names()
    {
        _images.Add(_folder.At("a1", "images", "a1.png"), "123", "123");
        _images.Add(_folder.At("a1", "masks", "y.png"), ".1.", ".1.").Add(_folder.At("a1", "masks", "x.png"), "11.", "...");
        Assert.Equal([1, 1, 0, 0, 2, 0], Assert.Single(Open(DatasetKind.Dsb2018).Items).LoadLabels()!.Pixels);
        var last = Open(DatasetKind.Dsb2018, new DatasetOptions { Overlap = PolygonRasterizerOverlap.LastWins });
        Assert.Equal([1, 2, 0, 0, 2, 0], Assert.Single(last.Items).LoadLabels()!.Pixels);
        _images.Add(_folder.At("a1", "masks", "z.png"), ".1.");
        Assert.Contains("z.png: the mask has 3 x 1", Assert.Throws<InvalidFileException>(() => Open(DatasetKind.Dsb2018).Items[0].LoadLabels()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BrcaM2c_texts_hold_row_column_class_and_splits_name_png_files()
    {
        const string Name = "TCGA-A7-A0D9-01Z-00-DX2_18001_13001_1000_1000_0.9824";
        _images.Add(_folder.At("images", Name + ".png"), "1");
        _folder.Write("178 376 1\n2 349 2\n\n", "labels", Name + "_gt_class_coords.txt");
        _folder.Write(Name + ".png\n", "brca_ds_val.txt");
        var item = Assert.Single(Open(DatasetKind.BrcaM2c).Items);
        Assert.Equal((Name, "TCGA-A7-A0D9", "val", 0.5), (item.Name, item.Patient, item.Split, item.MicronsPerPixel));
        Assert.Equal([new ClassPoint(376.5, 178.5, 0), new ClassPoint(349.5, 2.5, 1)], item.LoadPoints());
        _folder.Write("1 2 4\n", "labels", Name + "_gt_class_coords.txt");
        Assert.Contains("line 1: there is no class 4", Assert.Throws<InvalidFileException>(() => item.LoadPoints()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NuCls_contours_are_labels_and_boxes_unknown()
    {
        const string Name = "TCGA-A1-A0SP-DX1_id-5ea_left-1_top-2_bottom-3_right-4";
        _images.Add(_folder.At("rgb", Name + ".png"), "......", "......", "......");
        var csv = ",raw_classification,main_classification,super_classification,type,xmin,ymin,xmax,ymax,coords_x,coords_y\r\n"
            + "0,tumor,t,tumor_any,rectangle,0,0,3,2,\"0,3,3,0,0\",\"0,0,2,2,0\"\r\n"
            + "1,lymphocyte,l,sTIL,polyline,2,1,5,3,\"2,5,5,2,2\",\"1,1,3,3,1\"\r\n";
        _folder.Write(csv, "csv", Name + ".csv");
        var item = Assert.Single(Open(DatasetKind.NuCls).Items);
        Assert.Equal("TCGA-A1-A0SP", item.Patient);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 2, 2, 2, 0], item.LoadLabels()!.Pixels);
        Assert.Equal([1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], item.LoadIgnoreMask()!.Pixels);
        Assert.Equal(new Dictionary<int, int> { [2] = 2 }, item.LoadLabelClasses());
        Assert.Equal([new ClassPoint(1.5, 1, 0), new ClassPoint(3.5, 2, 2)], item.LoadPoints());
        _folder.Write(csv.Replace("sTIL", "sTILL", StringComparison.Ordinal), "csv", Name + ".csv");
        Assert.Contains("line 3: there is no super class 'sTILL'", Assert.Throws<InvalidFileException>(() => item.LoadPoints()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Puma_polygons_become_labels_with_holes_and_parts()
    {
        _images.Add(_folder.At("01_training_dataset_tif_ROIs", "roi_001.tif"), "......", "......", "......", "......");
        _images.Add(_folder.At("01_training_dataset_tif_context_ROIs", "roi_001_context.tif"), "1");
        _folder.Write("""
            {"type":"FeatureCollection","features":[
              {"geometry":{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4]],[[1,1],[2,1],[2,2],[1,2]]]},"properties":{"classification":{"name":"nuclei_stroma"}}},
              {"geometry":{"type":"MultiPolygon","coordinates":[[[[4,0],[5,0],[5,1],[4,1]]],[[[5,3],[6,3],[6,4],[5,4]]]]},"properties":{"classification":{"name":"nuclei_tumor"}}}]}
            """, "01_training_dataset_geojson_nuclei", "roi_001_nuclei.geojson");
        var item = Assert.Single(Open(DatasetKind.Puma).Items);
        Assert.Equal(
        [
            1, 1, 1, 1, 2, 0,
            1, 0, 1, 1, 0, 0,
            1, 1, 1, 1, 0, 0,
            1, 1, 1, 1, 0, 2,
        ], item.LoadLabels()!.Pixels);
        Assert.Equal(new Dictionary<int, int> { [1] = 6, [2] = 0 }, item.LoadLabelClasses());
    }

    [Theory]
    [InlineData("{\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}", "is a Point")]
    [InlineData("{\"features\":[{}]}", "no GeoJSON")]
    [InlineData("{\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1]]]}}]}", "no GeoJSON")]
    [InlineData("{\"features\":[{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1e999]]]}}]}", "no GeoJSON")]
    [InlineData("[{]", "broken at line 1")]
    [InlineData("7", "no GeoJSON")]
    [InlineData("", "broken")]
    public void Broken_GeoJson_is_refused_in_one_line(string json, string reason)
    {
        var path = _folder.Write(json, "x_nuclei.geojson");
        var error = Assert.Throws<InvalidFileException>(() => GeoJsonAnnotations.Read(path));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("Tissue Images", "Annotations")]
    [InlineData(".", ".")]
    [InlineData("images", "polygons")]
    public void MoNuSeg_regions_become_labels_in_their_order(string imageFolder, string annotationFolder)
    {
        _images.Add(Path.Combine(imageFolder == "." ? _folder.Root : _folder.At(imageFolder), "TCGA-18-5592-01Z-00-DX1.tif"), ".....", ".....", ".....");
        _folder.Write("""
            <Annotations MicronsPerPixel="0.252000"><Annotation Id="1"><Regions><RegionAttributeHeaders/>
            <Region Id="7"><Attributes/><Vertices><Vertex X="1.000" Y="0.0"/><Vertex X="3" Y="0"/><Vertex X="3" Y="2"/><Vertex X="1" Y="2"/></Vertices></Region>
            <Region Id="9"><Vertices><Vertex X="0" Y="0"/><Vertex X="9" Y="9"/></Vertices></Region></Regions></Annotation>
            <Annotation Id="2"><Regions><Region Id="1"><Vertices><Vertex X="2" Y="1"/><Vertex X="5" Y="1"/><Vertex X="5" Y="3"/><Vertex X="2" Y="3"/></Vertices></Region></Regions></Annotation></Annotations>
            """, annotationFolder, "TCGA-18-5592-01Z-00-DX1.xml");
        var item = Assert.Single(Open(DatasetKind.MoNuSeg).Items);
        Assert.Equal(("TCGA-18-5592", 0.252), (item.Patient, item.MicronsPerPixel));
        Assert.Equal([0, 1, 1, 0, 0, 0, 1, 1, 3, 3, 0, 0, 3, 3, 3], item.LoadLabels()!.Pixels);
        var asked = Assert.Throws<InvalidFileException>(() => Open(DatasetKind.MoNuSeg, new DatasetOptions { Truth = TruthSource.LabelImages }));
        Assert.Contains("no label image", asked.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_MoNuSeg_split_that_is_not_asked_for_may_lack_the_truth()
    {
        _images.Add(_folder.At("train", "images", "TCGA-18-5592-01Z-00-DX1.tif"), "..");
        _folder.Write("<Annotations/>", "train", "labels", "note.txt");
        _images.Add(_folder.At("test", "images", "TCGA-2Z-A9J9-01A-01-TS1.tif"), "..");
        _folder.Write("<Annotations MicronsPerPixel=\"0.25\"/>", "test", "polygons", "TCGA-2Z-A9J9-01A-01-TS1.xml");
        Assert.Throws<InvalidFileException>(() => Open(DatasetKind.MoNuSeg, new DatasetOptions { Truth = TruthSource.Polygons }));
        var item = Assert.Single(Open(DatasetKind.MoNuSeg, new DatasetOptions { Truth = TruthSource.Polygons, Split = "test" }).Items);
        Assert.Equal(("TCGA-2Z-A9J9-01A-01-TS1", "test"), (item.Name, item.Split));
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><Annotations MicronsPerPixel=\"&b;\"/>", "not allowed")]
    [InlineData("<Annotations><Region><Vertices><Vertex X=\"1\" Y=\"NaN\"/></Vertices></Region></Annotations>", "no number")]
    [InlineData("<Annotations><Region>", "broken")]
    [InlineData("<svg/>", "no Aperio")]
    [InlineData("", "broken")]
    public void Hostile_or_broken_Aperio_files_are_refused_in_one_line(string xml, string reason)
    {
        var error = Assert.Throws<InvalidFileException>(() => AperioAnnotations.Read(_folder.Write(xml, "x.xml")));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Consep_mat_files_hold_instances_and_classes()
    {
        _images.Add(_folder.At("Train", "Images", "train_1.png"), "1234", "1234", "1234");
        _folder.Copy(ArrayGoldens.Path("consep_tile.mat"), "Train", "Labels", "train_1.mat");
        var item = Assert.Single(Open(DatasetKind.CoNSeP).Items);
        Assert.Equal("train", item.Split);
        CheckConsepTile(item);
        Assert.Equal(new Rgb(2, 2, 2), item.LoadImage()[0, 1]);
    }

    [Fact]
    public void HoverNet_patches_hold_image_instances_and_classes()
    {
        _folder.Copy(ArrayGoldens.Path("patch.npy"), "train_1_000.npy");
        var item = Assert.Single(Open(DatasetKind.CoNSeP).Items);
        CheckConsepTile(item);
        Assert.Equal(new Rgb(21, 28, 35), item.LoadImage()[0, 1]);
    }

    [Fact]
    public void A_folder_of_images_and_labels_is_a_data_set_and_without_labels_too()
    {
        _images.Add(_folder.At("images", "b.jpg"), "12").Add(_folder.At("images", "a.PNG"), "3").Add(_folder.At("images", ".hidden.png"), "3");
        var bare = Open(DatasetKind.Folder);
        Assert.Equal(["a", "b"], bare.Items.Select(item => item.Name));
        Assert.False(bare.Items[0].HasLabels);
        Assert.Null(bare.Items[0].LoadIgnoreMask());

        _images.Add(_folder.At("labels", "a.png"), "7");
        Assert.Contains("b.png: this file is missing; b.jpg needs it", Assert.Throws<InvalidFileException>(() => Open(DatasetKind.Folder)).Message, StringComparison.Ordinal);
        _images.Add(_folder.At("labels", "b.png"), ".9");
        Assert.Equal([0, 9], Open(DatasetKind.Folder).Items[1].LoadLabels()!.Pixels);
    }

    [Fact]
    public void Every_kind_says_what_an_empty_folder_lacks()
    {
        foreach (var name in DatasetCatalog.KindNames)
        {
            var error = Assert.Throws<InvalidFileException>(() => Open(DatasetCatalog.KindNamed(name)));
            Assert.StartsWith(_folder.Root, error.Message, StringComparison.Ordinal);
            Assert.Contains("images", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        Assert.Throws<InvalidFileException>(() => DatasetCatalog.Open(DatasetKind.Tnbc, _folder.At("absent"), _images));
        Assert.Contains("choose folder, tnbc", Assert.Throws<ArgumentException>(() => DatasetCatalog.KindNamed("tcga")).Message, StringComparison.Ordinal);
        Assert.Equal(Enum.GetValues<DatasetKind>().Length, DatasetCatalog.KindNames.Count);
    }

    [Fact]
    public void A_half_published_layout_names_the_missing_half()
    {
        _images.Add(_folder.At("Slide_05", "05_1.png"), "1");
        Assert.Contains("'GT_05' is missing", Assert.Throws<InvalidFileException>(() => Open(DatasetKind.Tnbc)).Message, StringComparison.Ordinal);
        _images.Add(_folder.At("Tissue Images", "x.tif"), "1");
        Assert.Contains("'Annotations' is missing", Assert.Throws<InvalidFileException>(() => Open(DatasetKind.MoNuSeg)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_tell_the_line_of_a_mistake()
    {
        _images.Add(_folder.At("images", "a.png"), "1");
        string Refusal(string csv)
        {
            _folder.Write(csv, "labels", "a.csv");
            return Assert.Throws<InvalidFileException>(() => Open(DatasetKind.NuClsPoints).Items[0].LoadPoints()).Message;
        }
        Assert.Contains("line 3: 2 fields, the first line has 3", Refusal("x,y,class\n1,2,3\n1,2\n"), StringComparison.Ordinal);
        Assert.Contains("line 2: 'b' in column 'y' is no number", Refusal("x,y,class\n1,b,3\n"), StringComparison.Ordinal);
        Assert.Contains("line 2: there is no class 4", Refusal("x,y,class\n1,1,4\n"), StringComparison.Ordinal);
        Assert.Contains("column 'class' is missing", Refusal("x,y\n1,1\n"), StringComparison.Ordinal);
        Assert.Contains("line 2: a quoted field does not end", Refusal("x,y,class\n\"1,1,1\n"), StringComparison.Ordinal);
        Assert.Contains("empty", Refusal(""), StringComparison.Ordinal);
    }

    private static void CheckConsepTile(DatasetItem item)
    {
        Assert.Equal([4, 4, 0, 0, 4, 0, 9, 9, 0, 0, 9, 9], item.LoadLabels()!.Pixels);
        Assert.Equal(new Dictionary<int, int> { [4] = 1, [9] = 6 }, item.LoadLabelClasses());
        var points = item.LoadPoints()!;
        Assert.Equal((1 / 3.0 + 0.5, 1 / 3.0 + 0.5, 1), (points[0].X, points[0].Y, points[0].ClassIndex));
        Assert.Equal(new ClassPoint(3, 2, 6), points[1]);
    }

    private IDataset Open(DatasetKind kind, DatasetOptions? options = null) => DatasetCatalog.Open(kind, _folder.Root, _images, options);
}

using System.Text;
using Karyon.Core.Nuclei;
using Karyon.Core.Rasters;
using Karyon.Data.Codecs;
using Karyon.Data.Codecs.Png;
using Karyon.Data.Codecs.Tiff;
using Karyon.Data.Datasets;

namespace Karyon.Data.Tests.Datasets;

/// <summary>Result files with classes, written here by hand.</summary>
public sealed class NucleiFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_label_image_has_the_classes_of_its_table()
    {
        Labels("a.labels.png", 4, 1, 1, 0, 7);
        _folder.Write("id,class,probability\n7,\"lymphocyte, small\",0.9\n1,tumour,0.8\n", "a.csv");
        var nuclei = Read("a");
        Assert.Equal([1, 1, 0, 7], nuclei.Labels.Pixels);
        Assert.Equal(("tumour", "lymphocyte, small"), (nuclei.ClassNames[1], nuclei.ClassNames[7]));

        _folder.Write("label,class\n1,x\n1,y\n", "a.csv");
        Assert.Contains("line 3", Refusal("a"), StringComparison.Ordinal);
        _folder.Write("x,y,class\n1,1,x\n", "a.csv");
        Assert.Contains("'id' (or 'label')", Refusal("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_classes_goes_before_a_label_image_without_a_table_where_classes_are_wanted()
    {
        Labels("a.labels.png", 2, 9, 9);
        _folder.Write("""{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]},"properties":{"classification":{"name":"Tumor"}}}]}""", "a.geojson");
        Assert.Equal("Tumor", Read("a", 2, 1).ClassNames[1]);
        Assert.Equal([9, 9], NucleiFiles.Read(_folder.Root, "a", new NucleiFileOptions()).Labels.Pixels);
        Assert.Equal(["a"], NucleiFiles.NamesIn(_folder.Root));
    }

    [Fact]
    public void Contours_of_hover_net_are_filled_with_their_boundary_and_joined_with_their_types_by_id()
    {
        // The corners of a nucleus of 3 x 2 px at column 1, row 1, as findContours gives them; pixel centres at whole numbers.
        _folder.Write("""{"nuc":{"12":{"centroid":[2.0,1.5],"contour":[[1,1],[1,2],[3,2],[3,1]],"type":2},"5":{"centroid":[0.0,0.0],"contour":[[0,0],[0,0],[0,0]],"type":null}}}""", "a.json");
        var nuclei = Read("a", 5, 4);
        Assert.Equal([5, 0, 0, 0, 0, 0, 12, 12, 12, 0, 0, 12, 12, 12, 0, 0, 0, 0, 0, 0], nuclei.Labels.Pixels);
        Assert.Equal("2", Assert.Single(nuclei.ClassNames).Value);
        Assert.Equal((2.5, 2.0), nuclei.Places![12]);
        // Without a size the map reaches as far as the nuclei do.
        Assert.True(Read("a").Labels is { Width: >= 4, Height: >= 3 });
    }

    [Fact]
    public void The_same_nuclei_are_the_same_pixels_in_every_format()
    {
        // A rectangle of 3 x 2 px, and a triangle: by the pixel-centre rule of polygons, and as a contour that is filled with its boundary.
        int[] pixels =
        [
            0, 0, 0, 0, 0, 0, 2, 2, 2, 0,
            0, 1, 1, 1, 0, 0, 0, 2, 2, 0,
            0, 1, 1, 1, 0, 0, 0, 0, 2, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        var map = new LabelMap(new Raster<int>(10, 4, pixels));
        foreach (var ending in (string[])[".labels.png", ".png", ".tif"])
            using (var stream = File.Create(_folder.At("image" + ending.Replace('.', '-') + ending)))
                if (ending == ".tif") TiffEncoder.EncodeLabels(stream, map);
                else PngEncoder.EncodeLabels(stream, map);
        byte[] header = Encoding.ASCII.GetBytes("{'descr': '<i4', 'fortran_order': False, 'shape': (4, 10), }".PadRight(117) + "\n");
        File.WriteAllBytes(_folder.At("array.npy"), [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. pixels.SelectMany(BitConverter.GetBytes)]);
        static string Feature(string ring, string type) => $$$"""{"type":"Feature","geometry":{"type":"Polygon","coordinates":[{{{ring}}}]},"properties":{"classification":{"name":"{{{type}}}"} } }""";
        _folder.Write($$"""{"type":"FeatureCollection","features":[{{Feature("[[1,1],[4,1],[4,3],[1,3],[1,1]]", "a")}},{{Feature("[[5.25,0],[9,0],[9,3.75],[5.25,0]]", "b")}}]}""", "qupath.geojson");
        _folder.Write("""{"nuc":{"1":{"centroid":[2.0,1.5],"contour":[[1,1],[1,2],[3,2],[3,1]],"type":1},"2":{"centroid":[7.5,0.7],"contour":[[6,0],[8,2],[8,0]],"type":2}}}""", "hovernet.json");
        WriteMat("matlab", ("inst_map", [4, 10], [.. Enumerable.Range(0, 40).Select(i => pixels[i % 4 * 10 + i / 4])]), ("inst_uid", [2, 1], [1, 2]), ("inst_type", [2, 1], [1, 2]));
        var names = NucleiFiles.NamesIn(_folder.Root);
        Assert.Equal(["array", "hovernet", "image-labels-png", "image-png", "image-tif", "matlab", "qupath"], names);
        foreach (var name in names)
        {
            var nuclei = NucleiFiles.Read(_folder.Root, name, new NucleiFileOptions { Width = 10, Height = 4 });
            Assert.True(pixels.AsSpan().SequenceEqual(nuclei.Labels.Pixels), $"{name}: {string.Join(' ', nuclei.Labels.Pixels)}");
        }
    }

    [Fact]
    public void Types_of_a_mat_file_belong_to_ids_never_to_positions()
    {
        // inst_map has the ids 1, 3 and 4; nucleus 3 has no record (too few contour points). Arrays are stored column by column.
        (string, int[], int[]) map = ("inst_map", [1, 4], [1, 3, 4, 0]);
        WriteMat("uids", map, ("inst_uid", [2, 1], [1, 4]), ("inst_type", [2, 1], [2, 5]));
        WriteMat("table", map, ("inst_type", [2, 2], [4, 1, 5, 2]));
        foreach (var name in (string[])["uids", "table"])
        {
            var nuclei = Read(name);
            Assert.Equal([1, 3, 4, 0], nuclei.Labels.Pixels);
            Assert.Equal(["1: 2", "4: 5"], nuclei.ClassNames.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}"));
        }
        WriteMat("lost", map, ("inst_type", [2, 1], [2, 5]));
        Assert.Contains("no inst_uid that says whose they are", Refusal("lost"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_mean_classes_in_any_spelling_and_numbers_count_from_one()
    {
        var scheme = new ClassScheme("two", [new NucleusClass("Tumour cell", default), new NucleusClass("immune", default)]);
        var naming = new ClassNaming(scheme, new Dictionary<string, string> { ["lymphocyte"] = "immune", ["debris"] = "none", ["fold"] = "drop" });
        var names = new Dictionary<int, string> { [1] = "tumour-CELL", [2] = "2", [3] = "Lymphocyte", [4] = "debris", [5] = "fold", [6] = "0" };
        var nuclei = naming.Resolve(new NamedNuclei(new LabelMap(new Raster<int>(6, 1, [1, 2, 3, 4, 5, 6])), names), "a");
        Assert.Equal([0, 1, 1, -1, -1], nuclei.Points.Select(point => point.ClassIndex));
        Assert.Equal([1, 2, 3, 4, 0, 6], nuclei.Labels.Pixels);
        var error = Assert.Throws<InvalidFileException>(() => naming.Resolve(new NamedNuclei(new LabelMap(1, 1), new Dictionary<int, string> { [1] = "3" }), "a.json"));
        Assert.Contains("a.json: the class '3' is unknown; there are Tumour cell, immune", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ClassNaming(scheme, new Dictionary<string, string> { ["x"] = "y" }));
    }

    [Fact]
    public void CoNSeP_s_classes_and_a_network_s_numbers_meet_in_the_papers_groups()
    {
        var seven = new ClassScheme("consep", [.. ((string[])["other", "inflammatory", "healthy_epithelial", "malignant_epithelial", "fibroblast", "muscle", "endothelial"]).Select(name => new NucleusClass(name, default))]);
        var labels = new LabelMap(new Raster<int>(7, 1, [1, 2, 3, 4, 5, 6, 7]));
        var truth = new TypedNuclei(labels, Enumerable.Range(1, 7).ToDictionary(id => id, id => id - 1));
        string[] Groups(ClassGrouping grouping) => [.. new ClassNaming(grouping, seven).Resolve(truth, seven, "a").Points.Select(point => grouping.Classes.Classes[point.ClassIndex].Name)];
        Assert.Equal(["miscellaneous", "inflammatory", "epithelial", "epithelial", "spindle", "spindle", "spindle"], Groups(ClassGrouping.HoverNet));
        Assert.Equal(["miscellaneous", "inflammatory", "epithelial", "neoplastic", "miscellaneous", "miscellaneous", "miscellaneous"], Groups(ClassGrouping.HoverUNet));

        // PanNuke's numbers: neoplastic, inflammatory, connective, dead, epithelial.
        var found = new NamedNuclei(labels, Enumerable.Range(1, 5).ToDictionary(id => id, id => $"{id}"));
        Assert.Equal([0, 1, 3, 3, 2, -1, -1], new ClassNaming(ClassGrouping.HoverUNet, seven).Resolve(found, "a").Points.Select(point => point.ClassIndex));
    }

    private NamedNuclei Read(string name, int width = 0, int height = 0) => NucleiFiles.Read(_folder.Root, name, new NucleiFileOptions { WithClasses = true, Width = width, Height = height });

    private string Refusal(string name) => Assert.Throws<InvalidFileException>(() => Read(name)).Message;

    private void Labels(string name, int width, params int[] ids)
    {
        using var stream = File.Create(_folder.At(name));
        PngEncoder.EncodeLabels(stream, new LabelMap(new Raster<int>(width, ids.Length / width, ids)));
    }

    /// <summary>Arrays of int32 in MAT v5, uncompressed ("MAT-File Format", The MathWorks).</summary>
    private void WriteMat(string name, params (string Name, int[] Shape, int[] Values)[] arrays)
    {
        using var file = new BinaryWriter(File.Create(_folder.At(name + ".mat")));
        file.Write(Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)));
        file.Write([0, 1, (byte)'I', (byte)'M']);
        foreach (var array in arrays)
        {
            using var body = new MemoryStream();
            using (var element = new BinaryWriter(body, Encoding.ASCII, leaveOpen: true))
            {
                foreach (var number in (int[])[6, 8, 12, 0, 5, 8, .. array.Shape, 1, array.Name.Length]) element.Write(number);
                element.Write(Encoding.ASCII.GetBytes(array.Name.PadRight((array.Name.Length + 7) / 8 * 8, '\0')));
                foreach (var number in (int[])[5, 4 * array.Values.Length, .. array.Values]) element.Write(number);
                if (array.Values.Length % 2 != 0) element.Write(0);
            }
            file.Write(14);
            file.Write((int)body.Length);
            file.Write(body.ToArray());
        }
    }
}

using System.Text.Json;
using Karyon.Core.Nuclei;
using Karyon.Data.Exports;

namespace Karyon.Data.Tests.Exports;

public sealed class HoverNetExportTests
{
    public static TheoryData<string> Cases => [.. ExportCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Records_follow_the_conventions_of_hover_net(string name)
    {
        var result = ExportCases.Make(name);
        using var document = Document(result);
        Assert.Equal(40, document.RootElement.GetProperty("mag").GetDouble());
        var records = document.RootElement.GetProperty("nuc").EnumerateObject().ToDictionary(record => int.Parse(record.Name), record => record.Value);
        foreach (var nucleus in result.Nuclei)
        {
            if (!records.TryGetValue(nucleus.Id, out var record))
            {
                Assert.True(nucleus.AreaPx < 4 || nucleus.Bounds.Width == 1 || nucleus.Bounds.Height == 1 || name == "pinches", $"nucleus {nucleus.Id} is missing");
                continue;
            }
            var box = record.GetProperty("bbox");
            Assert.Equal((nucleus.Bounds.Y, nucleus.Bounds.X), (box[0][0].GetInt32(), box[0][1].GetInt32()));
            Assert.Equal((nucleus.Bounds.Bottom, nucleus.Bounds.Right), (box[1][0].GetInt32(), box[1][1].GetInt32()));
            Assert.Equal(nucleus.CentroidX - 0.5, record.GetProperty("centroid")[0].GetDouble(), 9);
            Assert.Equal(nucleus.CentroidY - 0.5, record.GetProperty("centroid")[1].GetDouble(), 9);
            Assert.Equal(nucleus.ClassIndex + 1, record.GetProperty("type").GetInt32());
            Assert.Equal(nucleus.Probability, record.GetProperty("type_prob").GetDouble());
            var labels = ExportCases.LabelsOf(result);
            Assert.True(record.GetProperty("contour").GetArrayLength() >= 3);
            Assert.All(record.GetProperty("contour").EnumerateArray(), point => Assert.Equal(nucleus.Id, labels[point[1].GetInt32(), point[0].GetInt32()]));
        }
    }

    [Fact]
    public void A_rectangle_has_the_contour_of_findContours()
    {
        using var document = Document(ExportCases.Make("full"));
        var contour = document.RootElement.GetProperty("nuc").GetProperty("1").GetProperty("contour");
        Assert.Equal("[[0,0],[0,7],[10,7],[10,0]]", contour.GetRawText());
    }

    [Fact]
    public void Contours_of_fewer_than_three_points_leave_their_nucleus_out()
    {
        using var document = Document(ExportCases.Make("single pixels"));
        Assert.Empty(document.RootElement.GetProperty("nuc").EnumerateObject());
    }

    [Fact]
    public void Models_without_types_write_null()
    {
        using var document = Document(ExportCases.From("untyped", ExportCases.LabelsOf(ExportCases.Make("full")), ClassScheme.Untyped));
        var record = document.RootElement.GetProperty("nuc").GetProperty("1");
        Assert.Equal(JsonValueKind.Null, record.GetProperty("type").ValueKind);
        Assert.Equal(JsonValueKind.Null, record.GetProperty("type_prob").ValueKind);
    }

    [Fact]
    public void What_was_found_as_hover_net_finds_it_has_no_magnification_and_type_0_where_nothing_was_voted_for()
    {
        var made = ExportCases.Make("full");
        var nothing = made.Nuclei[0] with { ClassIndex = 0, Probability = 0 };
        var result = made with { Nuclei = [nothing], IsPublished = true };
        using var published = Document(result);
        Assert.Equal(JsonValueKind.Null, published.RootElement.GetProperty("mag").ValueKind);
        var record = published.RootElement.GetProperty("nuc").GetProperty("1");
        Assert.Equal(0, record.GetProperty("type").GetInt32());
        Assert.Equal(nothing.AreaPx / (nothing.AreaPx + 1e-6), record.GetProperty("type_prob").GetDouble());

        using var own = Document(result with { IsPublished = false });
        record = own.RootElement.GetProperty("nuc").GetProperty("1");
        Assert.Equal((1, 0.0), (record.GetProperty("type").GetInt32(), record.GetProperty("type_prob").GetDouble()));
    }

    [Fact]
    public void Instances_without_a_record_are_in_the_label_image_alone()
    {
        var made = ExportCases.Make("borders");
        var result = made with { Nuclei = [.. made.Nuclei.Skip(1)], MapOnly = [made.Nuclei[0]] };
        Assert.Equal(Bytes(made, LabelsExport.WritePng), Bytes(result, LabelsExport.WritePng));
        Assert.Equal(Bytes(made, LabelsExport.WriteTiff), Bytes(result, LabelsExport.WriteTiff));
        foreach (var write in (Action<NucleiResult, Stream>[])[HoverNetExport.Write, CsvExport.Write, GeoJsonExport.Write])
            Assert.Equal(Bytes(made with { Nuclei = result.Nuclei }, write), Bytes(result, write));
        Assert.Equal(made.Nuclei.Count - 1, RunRecord.Count(result).Sum());
    }

    private static byte[] Bytes(NucleiResult result, Action<NucleiResult, Stream> write)
    {
        using var stream = new MemoryStream();
        write(result, stream);
        return stream.ToArray();
    }

    private static JsonDocument Document(NucleiResult result)
    {
        using var stream = new MemoryStream();
        HoverNetExport.Write(result, stream);
        return JsonDocument.Parse(stream.ToArray());
    }
}

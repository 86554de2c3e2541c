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

    private static JsonDocument Document(NucleiResult result)
    {
        using var stream = new MemoryStream();
        HoverNetExport.Write(result, stream);
        return JsonDocument.Parse(stream.ToArray());
    }
}

using System.Text.Json;
using Karyon.Data.Exports;
using Karyon.Data.Slides;

namespace Karyon.Data.Tests.Exports;

public sealed class RunRecordTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_record_reads_back_as_JSON_with_everything_it_was_given(bool tiled)
    {
        var result = ExportCases.Make("borders");
        var record = new RunRecord
        {
            ProgramVersion = "1.2.3",
            ModelName = "mnv2",
            ModelSha256 = "abc",
            InputPath = "dir/\"odd\" é.png",
            InputPathFromRecord = tiled ? "../odd.png" : null,
            InputSha256 = "def",
            Width = 10,
            Height = 8,
            PixelSize = new StatedPixelSize(0.25, "default"),
            Tiles = tiled ? new TileGrid(512, 64, 256, 3, 2) : null,
            Published = tiled ? null : new PublishedRun("HoVer-UNet", 256, 256, 192, 3, 2, "published", 4),
            Options = [new("tta", "none"), new("threads", "2")],
            Scheme = result.Scheme,
            CountsPerClass = RunRecord.Count(result),
            StageSeconds = [new("read", 0.5), new("network", 1.25)],
            Files = ["a.csv"],
        };
        using var stream = new MemoryStream();
        record.Write(stream);
        using var document = JsonDocument.Parse(stream.ToArray());
        var root = document.RootElement;
        Assert.Equal("karyon.run/1", root.GetProperty("schema").GetString());
        Assert.Equal("1.2.3", root.GetProperty("program_version").GetString());
        Assert.Equal("abc", root.GetProperty("model").GetProperty("sha256").GetString());
        Assert.Equal("dir/\"odd\" é.png", root.GetProperty("input").GetProperty("path").GetString());
        Assert.Equal(tiled, root.GetProperty("input").TryGetProperty("path_from_record", out var path) && path.GetString() == "../odd.png");
        Assert.Equal(0.25, root.GetProperty("input").GetProperty("microns_per_pixel").GetDouble());
        Assert.Equal("default", root.GetProperty("input").GetProperty("microns_per_pixel_source").GetString());
        Assert.Equal("none", root.GetProperty("options").GetProperty("tta").GetString());
        Assert.Equal(9, root.GetProperty("nuclei").GetProperty("total").GetInt32());
        Assert.Equal(3, root.GetProperty("nuclei").GetProperty("per_class").GetProperty("connective").GetInt32());
        Assert.Equal(1.25, root.GetProperty("time_s").GetProperty("network").GetDouble());
        Assert.Equal("a.csv", root.GetProperty("files")[0].GetString());
        if (tiled) Assert.Equal(3, root.GetProperty("tiles").GetProperty("columns").GetInt32());
        else Assert.Equal(JsonValueKind.Null, root.GetProperty("tiles").ValueKind);
        Assert.Equal(tiled, !root.TryGetProperty("published", out var published));
        if (!tiled)
            Assert.Equal("{\"grid\":\"HoVer-UNet\",\"input_px\":256,\"output_px\":256,\"step_px\":192,\"columns\":3,\"rows\":2,\"norm\":\"published\",\"instances_without_record\":4}",
                JsonSerializer.Serialize(published));
        Assert.Equal((byte)'\n', stream.ToArray()[^1]);
    }
}

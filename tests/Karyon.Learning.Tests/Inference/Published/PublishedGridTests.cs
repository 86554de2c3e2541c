using Karyon.Learning.Inference.Published;
using Karyon.Learning.Models;

namespace Karyon.Learning.Tests.Inference.Published;

public class PublishedGridTests
{
    public static TheoryData<string, int> Grids =>
        new() { { "hovernet-fast", 0 }, { "hovernet-original", 0 }, { "unet-hover", 0 }, { "unet-hover", 256 }, { "unet-hover", 129 }, { "unet-hover", 128 }, { "unet-hover", 100 }, { "unet-hover", 64 }, { "unet-hover", 1 } };

    [Theory]
    [MemberData(nameof(Grids))]
    public void Each_pixel_takes_the_maps_of_the_window_that_the_tool_writes_there_last(string architecture, int step)
    {
        var grid = PublishedGrid.For(new NetworkDescription { Architecture = architecture }, step == 0 ? null : step);
        foreach (var size in Enumerable.Range(1, 700).Concat([1000, 1024, 2047]))
        {
            var expected = architecture == "unet-hover" ? OwnersOfHoverUNet(size, grid.StepPx) : OwnersOfHoverNet(size, architecture == "hovernet-fast" ? 164 : 80);
            var owners = new int?[size];
            foreach (var window in grid.Along(size))
            {
                Assert.True(window.From < window.To && window.From >= window.Output && window.To <= window.Output + grid.OutputPx, $"{size} px: {window}");
                for (var pixel = window.From; pixel < window.To; pixel++)
                {
                    Assert.Null(owners[pixel]);
                    owners[pixel] = window.Output;
                }
            }
            Assert.Equal(expected, owners.Select(owner => owner!.Value));
        }
    }

    [Theory]
    [InlineData("hovernet-fast", 300, new[] { 0, 164 })]
    [InlineData("hovernet-fast", 420, new[] { 0, 164, 328 })]
    [InlineData("hovernet-fast", 164, new[] { 0 })]
    [InlineData("hovernet-fast", 328, new[] { 0, 164 })]
    [InlineData("hovernet-original", 300, new[] { 0, 80, 160, 240 })]
    [InlineData("hovernet-original", 1, new[] { 0 })]
    [InlineData("unet-hover", 300, new[] { -74, 118 })]
    [InlineData("unet-hover", 301, new[] { -74, 118 })]
    [InlineData("unet-hover", 256, new[] { 0 })]
    [InlineData("unet-hover", 448, new[] { 0, 192 })]
    [InlineData("unet-hover", 1, new[] { -128 })]
    public void Windows_begin_where_the_tool_puts_them(string architecture, int size, int[] expected) =>
        Assert.Equal(expected, PublishedGrid.For(new NetworkDescription { Architecture = architecture }).Along(size).Select(window => window.Output));

    [Fact]
    public void With_steps_of_half_a_window_or_less_the_students_tool_takes_the_maps_of_some_windows_only()
    {
        // 640 px: windows begin at 0, 64, ..., 384; unpatchify goes from 0 to 256 and from there to the last.
        Assert.Equal(7, PublishedGrid.HoverUNet(64).CountAlong(640));
        Assert.Equal([new(0, 0, 256), new(256, 256, 384), new(384, 384, 640)], PublishedGrid.HoverUNet(64).Along(640));
    }

    [Theory]
    [InlineData("hovernet-fast", 100, "164")]
    [InlineData("hovernet-original", 164, "80")]
    [InlineData("unet-hover", 0, "256")]
    [InlineData("unet-hover", 257, "256")]
    [InlineData("other", null, "other")]
    public void Steps_and_networks_that_no_tool_has_are_refused(string architecture, int? step, string reason) =>
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => PublishedGrid.For(new NetworkDescription { Architecture = architecture }, step)).Message);

    /// <summary>infer/tile.py: outputs side by side from the image's first pixel.</summary>
    private static int[] OwnersOfHoverNet(int size, int output) => [.. Enumerable.Range(0, size).Select(pixel => pixel / output * output)];

    /// <summary>inference/infer.py and unpatchify of patchify 0.2.3, written down as they write: one window over the other.</summary>
    private static int[] OwnersOfHoverUNet(int size, int step)
    {
        const int side = 256;
        var padded = side;
        while (padded < size) padded += step;
        var before = (padded - size) / 2 + (padded - size) % 2;
        var written = new int[padded];
        var at = 0;
        while (true)
        {
            Array.Fill(written, at - before, at, side);
            if (at == padded - side) break;
            var next = at;
            while (next + step <= at + side && next + step <= padded - side) next += step;
            at = next;
        }
        return written[before..(before + size)];
    }
}

using Karyon.Learning.Training;
using Karyon.Learning.Training.TensorBoard;

namespace Karyon.Learning.Tests.Training.TensorBoard;

public sealed class EventFileTests
{
    private static readonly StoppedClock Clock = new(DateTimeOffset.FromUnixTimeMilliseconds(1_234_567_890_250));

    [Fact]
    public void The_checksum_has_the_values_of_RFC_3720()
    {
        // Appendix B.4.
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0x113FDB5Cu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)(31 - i))]));
    }

    [Fact]
    public void A_session_s_file_holds_its_scalars_in_records_that_an_independent_reader_takes()
    {
        using var folder = new ScratchFolder();
        var log = new MetricsLog(folder.Path, 0, Clock);
        log.Add(new MetricsRow(25, "train", [("loss", 6.765137901306153), ("np.bce", double.PositiveInfinity)]));
        log.Add(new MetricsRow(1_000_000, "validation", [("PQ", 0.5)]));
        var path = Assert.Single(Directory.GetFiles(folder.Path, "*tfevents*"));
        Assert.Equal($"events.out.tfevents.1234567890.{Environment.MachineName}", Path.GetFileName(path));
        var events = EventReader.Read(File.ReadAllBytes(path));
        Assert.All(events, item => Assert.Equal(1_234_567_890.25, item.WallTime));
        Assert.Equal(4, events.Count);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal((true, 1), (events[1].IsSessionStart, events[1].Step));
        Assert.Equal(25, events[2].Step);
        Assert.Equal([("train/loss", 6.765137901306153f), ("train/np.bce", float.PositiveInfinity)], events[2].Scalars);
        Assert.Equal(1_000_000, events[3].Step);
        Assert.Equal([("validation/PQ", 0.5f)], events[3].Scalars);
    }

    [Fact]
    public void A_session_that_goes_on_says_from_which_step_in_a_file_that_comes_after()
    {
        using var folder = new ScratchFolder();
        new MetricsLog(folder.Path, 0, Clock).Add(new MetricsRow(50, "train", [("loss", 1)]));
        new MetricsLog(folder.Path, 30, Clock).Add(new MetricsRow(50, "train", [("loss", 2)]));
        var files = Directory.GetFiles(folder.Path, "*tfevents*").Order(StringComparer.Ordinal).Select(path => EventReader.Read(File.ReadAllBytes(path))).ToList();
        Assert.Equal(2, files.Count);
        Assert.Equal([("train/loss", 1f)], files[0][^1].Scalars);
        Assert.Equal((true, 31), (files[1][1].IsSessionStart, files[1][1].Step));
        Assert.Equal([("train/loss", 2f)], files[1][^1].Scalars);
    }
}

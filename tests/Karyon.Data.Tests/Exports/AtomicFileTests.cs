using Karyon.Data.Codecs;
using Karyon.Data.Exports;

namespace Karyon.Data.Tests.Exports;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-atomic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_finished_file_replaces_the_older_one_and_leaves_nothing_beside_it()
    {
        var path = Path.Combine(_folder, "deep", "er", "a.csv");
        AtomicFile.Write(path, stream => stream.Write("old"u8));
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_failure_keeps_the_older_file_and_no_half_of_the_new_one()
    {
        var path = Path.Combine(_folder, "a.csv");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidFileException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("half"u8);
            throw new InvalidFileException("the input broke");
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_told_in_one_line()
    {
        // A file stands where the folder should be: refused for root too, unlike permissions.
        File.WriteAllText(Path.Combine(_folder, "out"), "");
        var path = Path.Combine(_folder, "out", "a.csv");
        var fault = Assert.Throws<UnwritableOutputException>(() => AtomicFile.Write(path, _ => { }));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        var full = Assert.Throws<UnwritableOutputException>(() => AtomicFile.Write(Path.Combine(_folder, "b.csv"), _ => throw new IOException("No space left on device")));
        Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "b.csv.partial")));
    }
}

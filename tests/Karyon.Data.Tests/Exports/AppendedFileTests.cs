using Karyon.Data.Exports;

namespace Karyon.Data.Tests.Exports;

public sealed class AppendedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("karyon-append").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bytes_come_after_those_that_are_there()
    {
        var path = Path.Combine(_folder, "log.csv");
        AppendedFile.Append(path, "one\n"u8);
        AppendedFile.Append(path, "two\n"u8);
        Assert.Equal("one\ntwo\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_told_in_one_line()
    {
        var path = Path.Combine(_folder, "absent", "log.csv");
        var fault = Assert.Throws<UnwritableOutputException>(() => AppendedFile.Append(path, "one\n"u8));
        Assert.StartsWith($"{path}: cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }
}

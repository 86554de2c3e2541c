using Karyon.Data.Codecs;

namespace Karyon.Data.Tests.Arrays;

/// <summary>Runs a reader over damaged copies of a sound file: it may succeed or refuse by name, nothing else.</summary>
internal static class Mutations
{
    public static void Try(byte[] sound, int count, Action<byte[]> read)
    {
        var random = new Random(sound.Length);
        for (var i = 0; i < count; i++)
        {
            var bytes = (byte[])sound.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(4) == 0 ? random.Next(bytes.Length) : random.Next(Math.Min(bytes.Length, 320));
                bytes[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }
            if (random.Next(4) == 0) Array.Resize(ref bytes, random.Next(bytes.Length));
            try
            {
                read(bytes);
            }
            catch (InvalidFileException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }
        }
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;

namespace Karyon.Cli.Console;

/// <summary>The one JSON document that <c>--json</c> makes of stdout: keys in snake_case with their unit, the schema's version first.</summary>
internal static class JsonOutput
{
    /// <summary>Writes a document.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="schema">Name and version, e.g. <c>karyon.segment/1</c>.</param>
    /// <param name="body">Writes the members after the schema.</param>
    public static void Write(Session session, string schema, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema", schema);
            json.WriteString("program_version", ProgramVersion.Text);
            body(json);
            json.WriteEndObject();
        }
        session.Output.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        session.Output.Write('\n');
    }

    /// <summary>A figure, or null where it is not finite.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string key, double figure, int digits = 6)
    {
        if (double.IsFinite(figure)) json.WriteNumber(key, Math.Round(figure, digits));
        else json.WriteNull(key);
    }
}

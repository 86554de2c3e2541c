using System.Globalization;
using System.Text.Json;
using Karyon.Core.Rasters;
using Karyon.Testing;

namespace Karyon.Core.Tests.Goldens;

/// <summary>One micro-golden of <c>goldens/postproc/primitives</c>.</summary>
internal sealed class PrimitiveCase(JsonElement json)
{
    public string Name => json.GetProperty("name").GetString()!;

    public JsonElement Expected => json.GetProperty("expected");

    public static IEnumerable<PrimitiveCase> All(string primitive, int count)
    {
        var path = SharedFolder.Require($"goldens/postproc/primitives/{primitive}.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().Select(element => new PrimitiveCase(element.Clone())).ToList();
        Assert.Equal(count, cases.Count);
        return cases;
    }

    public bool HasInput(string name) => json.GetProperty("inputs").TryGetProperty(name, out _);

    public Raster<T> Input<T>(string name) where T : unmanaged, System.Numerics.INumber<T> => Read<T>(json.GetProperty("inputs").GetProperty(name));

    public string InputType(string name) => json.GetProperty("inputs").GetProperty(name).GetProperty("dtype").GetString()!;

    public Raster<T> Output<T>(string name) where T : unmanaged, System.Numerics.INumber<T> => Read<T>(Expected.GetProperty(name));

    public double? Parameter(string name) => json.GetProperty("params").TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    public bool? Flag(string name) => json.GetProperty("params").TryGetProperty(name, out var value) ? value.GetBoolean() : null;

    private static Raster<T> Read<T>(JsonElement array) where T : unmanaged, System.Numerics.INumber<T>
    {
        var shape = array.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32()).ToArray();
        var data = array.GetProperty("data").EnumerateArray().Select(value => value.ValueKind switch
        {
            JsonValueKind.True => T.One,
            JsonValueKind.False => T.Zero,
            JsonValueKind.String => T.Parse(value.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            _ => T.CreateChecked(value.GetDouble()),
        });
        return shape.Length == 1 ? new Raster<T>(shape[0], 1, [.. data]) : new Raster<T>(shape[1], shape[0], [.. data]);
    }
}

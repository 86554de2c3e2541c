namespace Karyon.Data.Exports;

/// <summary>A file format of results.</summary>
public enum ResultFormat
{
    /// <summary>QuPath GeoJSON: <c>NAME.geojson</c>.</summary>
    GeoJson,

    /// <summary>A table: <c>NAME.csv</c>.</summary>
    Csv,

    /// <summary>The instance map: <c>NAME.labels.png</c>, or <c>NAME.labels.tiff</c> for ids beyond 65,535.</summary>
    Labels,

    /// <summary>Outlines over the image: <c>NAME.overlay.png</c>.</summary>
    Overlay,

    /// <summary>hover_net's JSON: <c>NAME.hovernet.json</c>.</summary>
    HoverNet,
}

namespace Karyon.Core.Metrics;

/// <summary>The two Dice figures of HoVer-Net's evaluation.</summary>
public static class Dice
{
    /// <summary>
    /// Dice of the foregrounds ("Dice 1"): <c>2 |T ∩ P| / (|T| + |P|)</c>. Null where both sides are empty; 0 where one is.
    /// </summary>
    public static double? OfForeground(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.IsEmpty ? null : 2.0 * table.SharedForeground / (table.TruthForeground + table.PredictionForeground);
    }

    /// <summary>
    /// Ensemble Dice ("Dice 2"): <c>2 Σ intersection / Σ (area of truth + area of prediction)</c> over all pairs that
    /// meet; an area counts once per pair. Null where both sides are empty; 0 where no pair meets (the original divides by zero).
    /// </summary>
    public static double? OfOverlaps(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.IsEmpty) return null;
        long areas = 0;
        foreach (var overlap in table.Overlaps)
            areas += (long)table.TruthAreas[overlap.Truth] + table.PredictionAreas[overlap.Prediction];
        return areas == 0 ? 0 : 2.0 * table.SharedForeground / areas;
    }
}

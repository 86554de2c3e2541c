namespace Karyon.Core.Nuclei;

/// <summary>A nucleus known by its place and class only: a published point annotation, or the centroid of a detection.</summary>
/// <param name="X">Column, px, with pixel centres at +0.5.</param>
/// <param name="Y">Row, px, with pixel centres at +0.5.</param>
/// <param name="ClassIndex">Index into the data set's or model's scheme of classes; 0 where there are no classes.</param>
public readonly record struct ClassPoint(double X, double Y, int ClassIndex);

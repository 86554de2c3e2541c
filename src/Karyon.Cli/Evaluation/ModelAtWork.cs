using Karyon.Learning.Inference;

namespace Karyon.Cli.Evaluation;

/// <summary>How a model was put to work.</summary>
/// <param name="Sha256">SHA-256 of its weight file.</param>
/// <param name="Options">The options in force.</param>
/// <param name="MicronsPerPixel">The pixel size that the user gave for all images, µm; null: what is stated.</param>
/// <param name="Assumed">Number of images whose pixel size was taken to be the default.</param>
internal sealed record ModelAtWork(string Sha256, SegmentationOptions Options, double? MicronsPerPixel, int Assumed);

namespace Karyon.Learning.Inference;

/// <summary>How far a segmentation is.</summary>
/// <param name="TilesDone">Tiles that went through the network or were blank.</param>
/// <param name="Tiles">All tiles.</param>
/// <param name="Nuclei">Nuclei whose ids are settled.</param>
public readonly record struct SegmentationProgress(int TilesDone, int Tiles, int Nuclei);

namespace Karyon.Cli.Inputs;

/// <summary>An image to work on.</summary>
/// <param name="Path">The file, as the user's words lead to it.</param>
/// <param name="Name">What its results are called: the file's name without folder and extension.</param>
internal sealed record InputImage(string Path, string Name);

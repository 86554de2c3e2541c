namespace Karyon.Learning.Recipes;

/// <summary>A recipe cannot be used; it lists every mistake, one a line, in the order of the document.</summary>
public sealed class RecipeException : Exception
{
    /// <summary>Takes the mistakes.</summary>
    public RecipeException(IReadOnlyList<RecipeMistake> mistakes) : base(string.Join(Environment.NewLine, mistakes)) => Mistakes = mistakes;

    /// <summary>Takes a message.</summary>
    public RecipeException(string message) : base(message) { }

    /// <summary>Takes a message and its cause.</summary>
    public RecipeException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Without a message.</summary>
    public RecipeException() { }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<RecipeMistake> Mistakes { get; } = [];
}

using Karyon.Learning.Training.Augmentation;
using Karyon.Learning.Training.Sampling;

namespace Karyon.Learning.Recipes;

/// <summary>
/// A mapping of a recipe, as <see cref="RecipeSchema"/> walks it. Reading returns what the document says, or the value that was passed where it says
/// nothing; writing puts the passed value down and returns it. So the form of the document is written once.
/// </summary>
internal interface IRecipeSection
{
    /// <summary>A text.</summary>
    string Text(string key, string value);

    /// <summary>One of several texts.</summary>
    string Choice(string key, string value, IReadOnlyList<string> choices);

    /// <summary>A number within a range.</summary>
    double Number(string key, double value, double low, double high);

    /// <summary>A whole number within a range.</summary>
    long Integer(string key, long value, long low, long high);

    /// <summary>A seed, any number of 64 bits.</summary>
    ulong Seed(string key, ulong value);

    /// <summary>true or false.</summary>
    bool Flag(string key, bool value);

    /// <summary>A file, relative to the recipe's folder, that must exist; empty for none.</summary>
    string File(string key, string value);

    /// <summary>A folder, relative to the recipe's, that must exist.</summary>
    string Folder(string key, string value);

    /// <summary>A list of texts.</summary>
    ValueList<string> Texts(string key, ValueList<string> value);

    /// <summary>A list of whole numbers.</summary>
    ValueList<int> Integers(string key, ValueList<int> value, int count, int low, int high);

    /// <summary>A pair of numbers, the lesser first, within a range; absent for none.</summary>
    ValueRange? Range(string key, ValueRange? value, double low, double high);

    /// <summary>Probability and range of a property that varies, <c>{probability, low, high}</c>, or <c>off</c>.</summary>
    Jitter Jitter(string key, Jitter value, double low, double high);

    /// <summary>A mapping inside.</summary>
    T Section<T>(string key, T value, Func<IRecipeSection, T, T> walk);

    /// <summary>A list of mappings, each beginning from a fresh value.</summary>
    ValueList<T> Sections<T>(string key, ValueList<T> value, T fresh, Func<IRecipeSection, T, T> walk);

    /// <summary>Reports a rule of several keys that does not hold, at one of them.</summary>
    void Require(bool holds, string key, string message);
}

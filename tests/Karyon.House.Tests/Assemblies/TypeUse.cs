namespace Karyon.House.Tests.Assemblies;

/// <summary>A type names another one: in a signature, as base or interface, or in the code of a method.</summary>
/// <param name="FromNamespace">Namespace of the type that names.</param>
/// <param name="FromType">The type that names, nested ones by their outermost.</param>
/// <param name="ToNamespace">Namespace of the type that is named.</param>
/// <param name="ToType">The type that is named.</param>
internal sealed record TypeUse(string FromNamespace, string FromType, string ToNamespace, string ToType);

using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Karyon.House.Tests.Assemblies;

/// <summary>What a compiled assembly of the house says of its imports: assemblies, and which room's code names types of which other room.</summary>
internal sealed class HouseAssembly
{
    private HouseAssembly(string name, IReadOnlyList<string> references, IReadOnlyList<TypeUse> uses, IReadOnlyList<string> publicTypes) =>
        (Name, References, Uses, PublicTypes) = (name, references, uses, publicTypes);

    /// <summary>Names of the house's assemblies, in the order in which they may import.</summary>
    public static IReadOnlyList<string> Names { get; } = ["Karyon.Tensors", "Karyon.Core", "Karyon.Data", "Karyon.Learning", "karyon"];

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    /// <summary>Assemblies of the house that it imports.</summary>
    public IReadOnlyList<string> References { get; }

    /// <summary>Each use of a type of the house by another.</summary>
    public IReadOnlyList<TypeUse> Uses { get; }

    /// <summary>Full names of the public types.</summary>
    public IReadOnlyList<string> PublicTypes { get; }

    /// <summary>Reads an assembly from beside the tests.</summary>
    public static HouseAssembly Read(string name)
    {
        using var stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
        using var file = new PEReader(stream);
        var metadata = file.GetMetadataReader();
        var references = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Where(Names.Contains).Order(StringComparer.Ordinal).ToList();
        var publicTypes = metadata.TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}").ToList();
        return new HouseAssembly(name, references, new TypeUseReader(file, metadata).Read(), publicTypes);
    }
}

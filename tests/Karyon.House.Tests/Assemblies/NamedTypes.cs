using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Karyon.House.Tests.Assemblies;

/// <summary>Collects the types that a signature names.</summary>
internal sealed class NamedTypes(MetadataReader metadata) : ISignatureTypeProvider<int, int>
{
    /// <summary>Types named so far, by namespace and name.</summary>
    public HashSet<(string Namespace, string Name)> Found { get; } = [];

    public int Add(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: return GetTypeFromDefinition(metadata, (TypeDefinitionHandle)handle, 0);
            case HandleKind.TypeReference: return GetTypeFromReference(metadata, (TypeReferenceHandle)handle, 0);
            case HandleKind.TypeSpecification: return GetTypeFromSpecification(metadata, 0, (TypeSpecificationHandle)handle, 0);
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                method.DecodeSignature(this, 0);
                return Add(method.GetDeclaringType());
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                field.DecodeSignature(this, 0);
                return Add(field.GetDeclaringType());
            case HandleKind.MemberReference:
                // A member of another assembly or of a generic type: its parent says whose it is, its signature what it takes and gives.
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(this, 0);
                else member.DecodeMethodSignature(this, 0);
                return Add(member.Parent);
            case HandleKind.StandaloneSignature:
                metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(this, 0);
                return 0;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(this, 0);
                return Add(specification.Method);
            default: return 0;
        }
    }

    /// <summary>A type definition as namespace and name of the outermost type around it.</summary>
    public static (string Namespace, string Name) Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return (metadata.GetString(type.Namespace), metadata.GetString(type.Name));
    }

    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Found.Add(Outermost(reader, handle));
        return 0;
    }

    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference) type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        Found.Add((reader.GetString(type.Namespace), reader.GetString(type.Name)));
        return 0;
    }

    public int GetTypeFromSpecification(MetadataReader reader, int genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, 0);

    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;

    public int GetArrayType(int elementType, ArrayShape shape) => 0;

    public int GetByReferenceType(int elementType) => 0;

    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;

    public int GetGenericMethodParameter(int genericContext, int index) => 0;

    public int GetGenericTypeParameter(int genericContext, int index) => 0;

    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;

    public int GetPinnedType(int elementType) => 0;

    public int GetPointerType(int elementType) => 0;

    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;

    public int GetSZArrayType(int elementType) => 0;
}

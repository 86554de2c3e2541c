using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Karyon.House.Tests.Assemblies;

/// <summary>Finds which types of the house each type of an assembly names.</summary>
internal sealed class TypeUseReader(PEReader file, MetadataReader metadata)
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>All uses, each once.</summary>
    public IReadOnlyList<TypeUse> Read()
    {
        var uses = new HashSet<TypeUse>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            var (space, name) = NamedTypes.Outermost(metadata, handle);
            if (!IsOurs(space)) continue;
            var named = new NamedTypes(metadata);
            Collect(metadata.GetTypeDefinition(handle), named);
            foreach (var (toSpace, toName) in named.Found)
                if (IsOurs(toSpace) && (toSpace, toName) != (space, name)) uses.Add(new TypeUse(space, name, toSpace, toName));
        }
        return [.. uses.OrderBy(use => use.FromType, StringComparer.Ordinal)];
    }

    private static bool IsOurs(string space) => space == "Karyon" || space.StartsWith("Karyon.", StringComparison.Ordinal);

    private void Collect(TypeDefinition type, NamedTypes named)
    {
        if (!type.BaseType.IsNil) named.Add(type.BaseType);
        foreach (var handle in type.GetInterfaceImplementations()) named.Add(metadata.GetInterfaceImplementation(handle).Interface);
        CollectConstraints(type.GetGenericParameters(), named);
        foreach (var handle in type.GetFields()) metadata.GetFieldDefinition(handle).DecodeSignature(named, 0);
        foreach (var handle in type.GetProperties()) metadata.GetPropertyDefinition(handle).DecodeSignature(named, 0);
        foreach (var handle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            method.DecodeSignature(named, 0);
            CollectConstraints(method.GetGenericParameters(), named);
            if (method.RelativeVirtualAddress == 0) continue;
            var body = file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(named, 0);
            CollectCode(body.GetILReader(), named);
        }
    }

    private void CollectConstraints(GenericParameterHandleCollection parameters, NamedTypes named)
    {
        foreach (var parameter in parameters)
            foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints()) named.Add(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private static void CollectCode(BlobReader code, NamedTypes named)
    {
        while (code.RemainingBytes > 0)
        {
            int value = code.ReadByte();
            if (value == 0xFE) value = 0xFE00 | code.ReadByte();
            switch (OpCodesByValue[value].OperandType)
            {
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: code.Offset += 1; break;
                case OperandType.InlineVar: code.Offset += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: code.Offset += 8; break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig:
                    named.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                default: code.Offset += 4; break;
            }
        }
    }
}

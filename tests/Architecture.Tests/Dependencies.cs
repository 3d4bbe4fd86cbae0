using Mono.Cecil;
using Mono.Cecil.Cil;

namespace TreasureMarkers.Architecture.Tests;

/// <summary>Which types of an assembly need which: read from its compiled code, so that using directives and comments count for nothing.</summary>
internal static class Dependencies
{
    /// <summary>The assembly of a project, built beside the tests.</summary>
    /// <param name="name">Its file's name without the extension, such as <c>TreasureMarkers.Data</c>.</param>
    public static AssemblyDefinition Read(string name)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        return AssemblyDefinition.ReadAssembly(
            Path.Combine(AppContext.BaseDirectory, name + ".dll"), new ReaderParameters { AssemblyResolver = resolver });
    }

    /// <summary>The pairs of namespaces of one assembly of which the first needs the second, each with an example of two types.</summary>
    public static IReadOnlyDictionary<(string From, string To), string> BetweenNamespaces(AssemblyDefinition assembly)
    {
        var found = new SortedDictionary<(string, string), string>();
        foreach (var type in assembly.MainModule.GetTypes().Where(type => type.Name != "<Module>"))
        {
            var from = NamespaceOf(type);
            foreach (var other in Needs(type).Where(other => other.Scope == assembly.MainModule))
            {
                var to = NamespaceOf(other);
                if (to != from && from.Length > 0 && to.Length > 0)
                {
                    found.TryAdd((from, to), $"{Outermost(type).FullName} needs {Outermost(other).FullName}");
                }
            }
        }

        return found;
    }

    /// <summary>The groups of two or more names that need each other, directly or around a circle.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Cycles(IEnumerable<(string From, string To)> edges)
    {
        var next = edges.ToLookup(edge => edge.From, edge => edge.To);
        var reached = next.Select(group => group.Key).ToDictionary(name => name, name => Reach(name, next));
        return [.. reached.Keys.Where(name => reached[name].Contains(name))
            .Select(name => reached[name].Where(other => reached.TryGetValue(other, out var back) && back.Contains(name)).Order(StringComparer.Ordinal).ToArray())
            .DistinctBy(cycle => string.Join(' ', cycle))];
    }

    private static HashSet<string> Reach(string name, ILookup<string, string> next)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>(next[name]);
        while (open.TryPop(out var other))
        {
            if (reached.Add(other))
            {
                foreach (var further in next[other])
                {
                    open.Push(further);
                }
            }
        }

        return reached;
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string NamespaceOf(TypeReference type) => Outermost(type).Namespace;

    private static IEnumerable<TypeReference> Needs(TypeDefinition type)
    {
        var direct = new List<TypeReference?> { type.BaseType };
        direct.AddRange(type.Interfaces.Select(i => i.InterfaceType));
        direct.AddRange(type.Fields.Select(f => f.FieldType));
        direct.AddRange(type.CustomAttributes.Select(a => a.AttributeType));
        foreach (var method in type.Methods)
        {
            direct.Add(method.ReturnType);
            direct.AddRange(method.Parameters.Select(p => p.ParameterType));
            if (!method.HasBody)
            {
                continue;
            }

            direct.AddRange(method.Body.Variables.Select(v => v.VariableType));
            direct.AddRange(method.Body.ExceptionHandlers.Select(h => h.CatchType));
            direct.AddRange(method.Body.Instructions.SelectMany(OperandTypes));
        }

        return direct.OfType<TypeReference>().SelectMany(Parts);
    }

    private static IEnumerable<TypeReference> OperandTypes(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType],
        _ => [],
    };

    /// <summary>A type and what it is made of: the element of an array or reference, the arguments of a generic type.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type)
    {
        var open = new Stack<TypeReference>([type]);
        while (open.TryPop(out var part))
        {
            if (part is GenericInstanceType generic)
            {
                foreach (var argument in generic.GenericArguments)
                {
                    open.Push(argument);
                }
            }

            if (part is TypeSpecification specification)
            {
                open.Push(specification.ElementType);
            }
            else if (part is not GenericParameter)
            {
                yield return part;
            }
        }
    }
}

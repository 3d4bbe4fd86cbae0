using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Generation;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.ChatServer.Tests.Support;

namespace TreasureMarkers.ChatServer.Tests.Contracts;

/// <summary>The page's wire types, web/src/wire/contracts.ts, are generated from the server's.</summary>
public sealed partial class TypeScriptTests
{
    private const string Update = "TREASURE_UPDATE_CONTRACTS";

    private static readonly string ContractsFile = Path.Combine(Repository.Root, "web", "src", "wire", "contracts.ts");

    [Fact]
    public void The_pages_types_are_the_servers()
    {
        string expected = TypeScript.Render(
            requests: [typeof(ChatRequest)],
            answers: [typeof(ChatEvent), typeof(StoredConversation), typeof(StoredMessage), typeof(GenerationStatus)]);
        if (Environment.GetEnvironmentVariable(Update) is "1")
        {
            File.WriteAllText(ContractsFile, expected);
        }

        Assert.True(
            File.Exists(ContractsFile) && File.ReadAllText(ContractsFile) == expected,
            $"web/src/wire/contracts.ts is stale. Write it again with: {Update}=1 dotnet test tests/ChatServer.Tests "
            + $"--filter FullyQualifiedName~{nameof(TypeScriptTests)}");
    }

    /// <summary>Writes records as TypeScript interfaces, as System.Text.Json writes them in camelCase.</summary>
    private sealed partial class TypeScript
    {
        private const int DocumentationWidth = 120;
        private static readonly NullabilityInfoContext Nullability = new();

        private readonly Dictionary<Assembly, XDocument> _documentation = [];
        private readonly HashSet<Type> _seen = [];
        private readonly Queue<Type> _waiting = new();
        private readonly StringBuilder _text = new("// Generated from the server's contracts by tests/ChatServer.Tests (TypeScriptTests). Do not edit.\n");

        /// <summary>The types and those that they use.</summary>
        /// <param name="requests">What is sent to the server: what may be null may be left out.</param>
        /// <param name="answers">What the server sends: what may be null is there.</param>
        public static string Render(Type[] requests, Type[] answers)
        {
            var script = new TypeScript();
            script.Write(requests, isRequest: true);
            script.Write(answers, isRequest: false);
            return script._text.ToString();
        }

        private void Write(Type[] types, bool isRequest)
        {
            Array.ForEach(types, Add);
            while (_waiting.TryDequeue(out Type? type))
            {
                JsonDerivedTypeAttribute[] derived = [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)];
                _text.Append('\n').Append(Comment(Summary($"T:{type.FullName}", type.Assembly), ""));
                if (type.IsAbstract)
                {
                    _text.Append($"export type {type.Name} = {string.Join(" | ", derived.Select(d => d.DerivedType.Name))};\n");
                    Array.ForEach(derived, d => Add(d.DerivedType));
                    continue;
                }

                _text.Append($"export interface {type.Name} {{\n");
                if (derived.Length == 1)
                {
                    _text.Append($"  readonly type: '{derived[0].TypeDiscriminator}';\n");
                }

                foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                {
                    Write(property, isRequest);
                }

                _text.Append("}\n");
            }
        }

        private void Write(PropertyInfo property, bool isRequest)
        {
            if (property.GetCustomAttribute<JsonIgnoreAttribute>() is { Condition: JsonIgnoreCondition.Always })
            {
                return;
            }

            Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            bool isNullable = type != property.PropertyType || Nullability.Create(property).ReadState is NullabilityState.Nullable;
            string owner = property.DeclaringType!.FullName!;
            _text.Append(Comment(
                Parameter($"T:{owner}", property) ?? Summary($"P:{owner}.{property.Name}", property.DeclaringType.Assembly), "  "));
            _text.Append($"  readonly {JsonNamingPolicy.CamelCase.ConvertName(property.Name)}");
            _text.Append($"{(isNullable && isRequest ? "?" : "")}: {Name(type)}{(isNullable ? " | null" : "")};\n");
        }

        private string Name(Type type)
        {
            if (type == typeof(string) || type == typeof(DateTimeOffset))
            {
                return "string";
            }

            if (type.IsPrimitive)
            {
                return type == typeof(bool) ? "boolean" : "number";
            }

            if (type == typeof(JsonElement))
            {
                return "unknown";
            }

            if (typeof(IEnumerable).IsAssignableFrom(type))
            {
                Type[] arguments = type.GetGenericArguments();
                return arguments.Length == 2
                    ? $"Readonly<Record<{Name(arguments[0])}, {Name(arguments[1])}>>"
                    : $"readonly {Name(arguments[0])}[]";
            }

            Add(type);
            return type.Name;
        }

        private void Add(Type type)
        {
            if (_seen.Add(type))
            {
                _waiting.Enqueue(type);
            }
        }

        private string? Parameter(string member, PropertyInfo property) =>
            Find(member, property.DeclaringType!.Assembly)?.Elements("param")
                .FirstOrDefault(param => (string?)param.Attribute("name") == property.Name) is { } found
                ? Flatten(found)
                : null;

        private string? Summary(string member, Assembly assembly) =>
            Find(member, assembly)?.Element("summary") is { } summary ? Flatten(summary) : null;

        private XElement? Find(string member, Assembly assembly)
        {
            if (!_documentation.TryGetValue(assembly, out XDocument? document))
            {
                document = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml"));
                _documentation.Add(assembly, document);
            }

            return document.Descendants("member").FirstOrDefault(found => (string?)found.Attribute("name") == member);
        }

        private static string Flatten(XElement element) => Whitespace().Replace(
            string.Concat(element.Nodes().Select(node => node switch
            {
                XElement { Name.LocalName: "see" } see => ((string)see.Attribute("cref")!).Split('.', ':')[^1],
                XElement code => $"`{code.Value}`",
                _ => node.ToString(SaveOptions.DisableFormatting),
            })), " ").Trim();

        private static string Comment(string? text, string indent)
        {
            if (text is null)
            {
                return "";
            }

            if (text.Length + indent.Length + "/**  */".Length <= DocumentationWidth)
            {
                return $"{indent}/** {text} */\n";
            }

            var comment = new StringBuilder($"{indent}/**\n{indent} *");
            int column = 0;
            foreach (string word in text.Split(' '))
            {
                if (column + word.Length + indent.Length + 4 > DocumentationWidth)
                {
                    comment.Append($"\n{indent} *");
                    column = 0;
                }

                comment.Append(' ').Append(word);
                column += word.Length + 1;
            }

            return comment.Append($"\n{indent} */\n").ToString();
        }

        [GeneratedRegex(@"\s+")]
        private static partial Regex Whitespace();
    }
}

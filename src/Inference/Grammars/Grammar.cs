using System.Text.Json;

namespace TreasureMarkers.Inference.Grammars;

/// <summary>A set of texts, all well-formed UTF-8, to one of which an answer is held. Immutable and safe for several threads.</summary>
public sealed class Grammar
{
    private readonly GrammarNode _root;

    internal Grammar(GrammarNode root) => _root = root;

    /// <summary>A JSON object or array of any shape, nested at most 16 levels deep.</summary>
    public static Grammar Json => JsonGrammar.Instance;

    /// <summary>The values of the marker format that have a grammar; Markdown has none, since nearly any text can be part of it.</summary>
    public static IReadOnlyCollection<string> Formats => FormatGrammars.Names;

    /// <summary>The bytes, and so at worst the tokens, of the shortest text.</summary>
    internal int MinLength => _root.MinLength;

    /// <summary>The texts of a value of the marker format, such as XML; null where it has no grammar.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    public static Grammar? ForFormat(string format) => FormatGrammars.Find(format);

    /// <summary>The JSON documents of a JSON schema.</summary>
    /// <param name="schema">The schema: an object, or true.</param>
    /// <exception cref="NotSupportedException">
    /// The schema says something that answers cannot be held to, or is above a limit; the message names it and its place.
    /// </exception>
    public static Grammar ForJsonSchema(JsonElement schema) => JsonSchemaGrammar.Create(schema);

    /// <summary>The state before the first byte, for one answer.</summary>
    internal GrammarState Start() => new GrammarMachine().Start(_root);

    /// <summary>The same texts after one space, with which an answer begins.</summary>
    internal Grammar AfterSpace() => new(Rule.Sequence(Rule.Text(" "), _root));

    /// <summary>Whether the bytes are a complete text of the grammar.</summary>
    internal bool Accepts(ReadOnlySpan<byte> text) => Start().Advance(text) is { MayEnd: true };
}

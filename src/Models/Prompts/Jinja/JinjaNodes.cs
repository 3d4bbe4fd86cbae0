namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>A node of a parsed template.</summary>
/// <param name="Line">Where it stands, from 1.</param>
internal abstract record JinjaNode(int Line);

/// <summary>Statements one after another.</summary>
internal sealed record JinjaBlock(int Line, IReadOnlyList<JinjaNode> Statements) : JinjaNode(Line);

/// <summary>Text that is written as it is.</summary>
internal sealed record JinjaLiteralText(int Line, JinjaText Text) : JinjaNode(Line);

/// <summary><c>{{ value }}</c>.</summary>
internal sealed record JinjaPrint(int Line, JinjaNode Value) : JinjaNode(Line);

/// <summary><c>if</c> with its <c>elif</c>s.</summary>
internal sealed record JinjaIf(int Line, IReadOnlyList<(JinjaNode Test, JinjaBlock Body)> Branches, JinjaBlock? Otherwise) : JinjaNode(Line);

/// <summary><c>for</c>; several targets take an item apart.</summary>
internal sealed record JinjaFor(
    int Line, IReadOnlyList<string> Targets, JinjaNode Items, JinjaNode? Condition, JinjaBlock Body, JinjaBlock? Otherwise) : JinjaNode(Line);

/// <summary><c>set</c> of names, or of a property where <paramref name="Property"/> is not null.</summary>
internal sealed record JinjaSet(int Line, IReadOnlyList<string> Names, string? Property, JinjaNode Value) : JinjaNode(Line);

/// <summary><c>set name</c> … <c>endset</c>, its text through filters.</summary>
internal sealed record JinjaSetBlock(int Line, string Name, string? Property, JinjaBlock Body, IReadOnlyList<JinjaFilter> Filters) : JinjaNode(Line);

/// <summary><c>filter</c> … <c>endfilter</c>.</summary>
internal sealed record JinjaFilterBlock(int Line, JinjaBlock Body, IReadOnlyList<JinjaFilter> Filters) : JinjaNode(Line);

/// <summary><c>macro</c>, or the body of a <c>call</c>.</summary>
internal sealed record JinjaMacro(int Line, string Name, IReadOnlyList<(string Name, JinjaNode? Default)> Parameters, JinjaBlock Body) : JinjaNode(Line);

/// <summary><c>call</c>.</summary>
internal sealed record JinjaCallBlock(int Line, JinjaCall Call, JinjaMacro Caller) : JinjaNode(Line);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record JinjaJump(int Line, bool IsBreak) : JinjaNode(Line);

/// <summary>A text or a number in the template.</summary>
internal sealed record JinjaConstant(int Line, JinjaValue Value) : JinjaNode(Line);

/// <summary>A name.</summary>
internal sealed record JinjaName(int Line, string Name) : JinjaNode(Line);

/// <summary>A list or a tuple.</summary>
internal sealed record JinjaListNode(int Line, IReadOnlyList<JinjaNode> Items) : JinjaNode(Line);

/// <summary>A dictionary.</summary>
internal sealed record JinjaMapNode(int Line, IReadOnlyList<(JinjaNode Key, JinjaNode Value)> Entries) : JinjaNode(Line);

/// <summary><c>not</c>, <c>-</c> or <c>+</c>.</summary>
internal sealed record JinjaUnary(int Line, string Operator, JinjaNode Operand) : JinjaNode(Line);

/// <summary>Operands of equal rank from left to right, each but the first with the operator before it.</summary>
internal sealed record JinjaChain(int Line, JinjaNode First, IReadOnlyList<(string Operator, JinjaNode Operand)> Rest) : JinjaNode(Line);

/// <summary>Comparisons, all of which must hold.</summary>
internal sealed record JinjaComparison(int Line, JinjaNode First, IReadOnlyList<(string Operator, JinjaNode Operand)> Rest) : JinjaNode(Line);

/// <summary><c>a if test else b</c>.</summary>
internal sealed record JinjaConditional(int Line, JinjaNode Test, JinjaNode Then, JinjaNode? Otherwise) : JinjaNode(Line);

/// <summary>A value with properties, items, calls, filters and tests behind it, applied in order.</summary>
internal sealed record JinjaPostfix(int Line, JinjaNode Operand, IReadOnlyList<JinjaNode> Steps) : JinjaNode(Line);

/// <summary><c>.name</c>.</summary>
internal sealed record JinjaProperty(int Line, string Name) : JinjaNode(Line);

/// <summary><c>[index]</c>.</summary>
internal sealed record JinjaIndex(int Line, JinjaNode Index) : JinjaNode(Line);

/// <summary><c>[start:stop:step]</c>.</summary>
internal sealed record JinjaSlice(int Line, JinjaNode? Start, JinjaNode? Stop, JinjaNode? Step) : JinjaNode(Line);

/// <summary><c>(…)</c>.</summary>
internal sealed record JinjaInvoke(int Line, IReadOnlyList<JinjaNode> Positional, IReadOnlyList<(string Name, JinjaNode Value)> Named) : JinjaNode(Line);

/// <summary><c>| name(…)</c>.</summary>
internal sealed record JinjaFilter(int Line, string Name, JinjaInvoke? Arguments) : JinjaNode(Line);

/// <summary><c>is name(…)</c>.</summary>
internal sealed record JinjaTest(int Line, string Name, bool IsNegated, JinjaInvoke? Arguments) : JinjaNode(Line);

/// <summary>A call of a macro that takes a <c>caller</c>.</summary>
internal sealed record JinjaCall(int Line, JinjaNode Callee, JinjaInvoke Arguments) : JinjaNode(Line);

using System.Globalization;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>Parses a template's tokens by Jinja2's grammar. Nesting is bounded; what stands side by side takes no stack.</summary>
internal sealed class JinjaParser(IReadOnlyList<JinjaToken> tokens)
{
    private const int MaxNesting = 100;
    private static readonly string[] Statements =
        ["break", "call", "continue", "filter", "for", "generation", "if", "macro", "set"];

    private int _position;
    private int _nesting;
    private int _loops;

    private JinjaToken Current => tokens[_position];

    /// <summary>The whole template.</summary>
    /// <exception cref="JinjaException">It is not valid, or uses something that is not supported.</exception>
    public JinjaBlock ReadTemplate()
    {
        var body = ReadBlock([]);
        return Current.Kind == JinjaTokenKind.End ? body : throw Fault("what is unexpected here");
    }

    /// <summary>Statements up to one of the words, which is left as the next token behind a statement's beginning.</summary>
    private JinjaBlock ReadBlock(string[] ends)
    {
        Nest();
        var line = Current.Line;
        var statements = new List<JinjaNode>();
        while (Current.Kind != JinjaTokenKind.End)
        {
            var token = Current;
            _position++;
            if (token.Kind == JinjaTokenKind.Text)
            {
                statements.Add(new JinjaLiteralText(token.Line, JinjaText.Of(token.Value)));
            }
            else if (token.Kind == JinjaTokenKind.PrintBegin)
            {
                statements.Add(new JinjaPrint(token.Line, ReadTuple()));
                Expect(JinjaTokenKind.PrintEnd, "", "'}}'");
            }
            else if (ends.Contains(Current.Value) && Current.Kind == JinjaTokenKind.Name)
            {
                _nesting--;
                return new JinjaBlock(line, statements);
            }
            else
            {
                statements.Add(ReadStatement());
            }
        }

        if (ends.Length > 0)
        {
            throw new JinjaException($"The chat template is not valid: '{ends[^1]}' is missing for what begins in line {line}.");
        }

        _nesting--;
        return new JinjaBlock(line, statements);
    }

    private JinjaNode ReadStatement()
    {
        var line = Current.Line;
        var word = ExpectName("a statement");
        switch (word)
        {
            case "if":
                return ReadIf(line);
            case "for":
                return ReadFor(line);
            case "set":
                return ReadSet(line);
            case "macro":
                return ReadMacro(line);
            case "call":
                return ReadCall(line);
            case "filter":
                var filters = ReadFilters(first: true);
                return new JinjaFilterBlock(line, ReadBody("endfilter"), filters);
            case "generation":
                return ReadBody("endgeneration");
            case "break" or "continue":
                if (_loops == 0)
                {
                    throw new JinjaException($"The chat template is not valid: '{word}' stands outside of a loop (line {line}).");
                }

                EndStatement();
                return new JinjaJump(line, word == "break");
            default:
                throw new JinjaException(
                    $"The chat template uses the statement '{Shorten(word)}' (line {line}), which is not supported. "
                    + $"Supported: {string.Join(", ", Statements)}.");
        }
    }

    private JinjaBlock ReadBody(string end)
    {
        EndStatement();
        var body = ReadBlock([end]);
        _position++;
        EndStatement();
        return body;
    }

    private JinjaIf ReadIf(int line)
    {
        var branches = new List<(JinjaNode, JinjaBlock)>();
        JinjaBlock? otherwise = null;
        for (var word = "if"; word != "endif";)
        {
            if (word == "else")
            {
                EndStatement();
                otherwise = ReadBlock(["endif"]);
            }
            else
            {
                var test = ReadTuple();
                EndStatement();
                branches.Add((test, ReadBlock(["elif", "else", "endif"])));
            }

            word = ExpectName("'endif'");
        }

        EndStatement();
        return new JinjaIf(line, branches, otherwise);
    }

    private JinjaFor ReadFor(int line)
    {
        var targets = ReadTargets();
        if (!SkipName("in"))
        {
            throw Fault("what is not 'in'");
        }

        var items = ReadTuple(withConditional: false);
        var condition = SkipName("if") ? ReadExpression() : null;
        if (Current is { Kind: JinjaTokenKind.Name, Value: "recursive" })
        {
            throw new JinjaException($"The chat template uses a recursive loop (line {line}), which is not supported.");
        }

        EndStatement();
        _loops++;
        var body = ReadBlock(["else", "endfor"]);
        _loops--;
        JinjaBlock? otherwise = null;
        if (ExpectName("'endfor'") == "else")
        {
            EndStatement();
            otherwise = ReadBlock(["endfor"]);
            _position++;
        }

        EndStatement();
        return new JinjaFor(line, targets, items, condition, body, otherwise);
    }

    private JinjaNode ReadSet(int line)
    {
        var names = ReadTargets();
        var property = names.Count == 1 && SkipOperator(".") ? ExpectName("a property") : null;
        if (SkipOperator("="))
        {
            var value = ReadTuple();
            EndStatement();
            return new JinjaSet(line, names, property, value);
        }

        var filters = Current is { Kind: JinjaTokenKind.Operator, Value: "|" } ? ReadFilters(first: false) : [];
        return names.Count == 1
            ? new JinjaSetBlock(line, names[0], property, ReadBody("endset"), filters)
            : throw Fault("what is not '='");
    }

    private JinjaMacro ReadMacro(int line)
    {
        var name = ExpectName("the macro's name");
        var parameters = ReadParameters();
        var loops = _loops;
        _loops = 0;
        var body = ReadBody("endmacro");
        _loops = loops;
        return new JinjaMacro(line, name, parameters, body);
    }

    private JinjaCallBlock ReadCall(int line)
    {
        var parameters = Current is { Kind: JinjaTokenKind.Operator, Value: "(" } ? ReadParameters() : [];
        if (ReadUnary() is not JinjaPostfix callee || callee.Steps[^1] is not JinjaInvoke arguments)
        {
            throw Fault("what is no call of a macro");
        }

        JinjaNode[] before = [.. callee.Steps.SkipLast(1)];

        var body = ReadBody("endcall");
        return new JinjaCallBlock(
            line,
            new JinjaCall(line, before.Length == 0 ? callee.Operand : callee with { Steps = before }, arguments),
            new JinjaMacro(line, "caller", parameters, body));
    }

    private List<(string Name, JinjaNode? Default)> ReadParameters()
    {
        var parameters = new List<(string, JinjaNode?)>();
        ExpectOperator("(");
        while (!SkipOperator(")"))
        {
            var name = ExpectName("a parameter");
            parameters.Add((name, SkipOperator("=") ? ReadExpression() : null));
            if (!SkipOperator(","))
            {
                ExpectOperator(")");
                break;
            }
        }

        return parameters;
    }

    private List<string> ReadTargets()
    {
        var bracketed = SkipOperator("(");
        var names = new List<string> { ExpectName("a name") };
        while (SkipOperator(","))
        {
            names.Add(ExpectName("a name"));
        }

        if (bracketed)
        {
            ExpectOperator(")");
        }

        return names;
    }

    private List<JinjaFilter> ReadFilters(bool first)
    {
        var filters = new List<JinjaFilter>();
        while (first || SkipOperator("|"))
        {
            first = false;
            filters.Add(ReadFilter());
        }

        return filters;
    }

    private JinjaFilter ReadFilter()
    {
        var line = Current.Line;
        var name = ExpectName("a filter");
        var arguments = Current is { Kind: JinjaTokenKind.Operator, Value: "(" } ? ReadArguments() : null;
        return JinjaFilters.Has(name)
            ? new JinjaFilter(line, name, arguments)
            : throw new JinjaException(
                $"The chat template uses the filter '{Shorten(name)}' (line {line}), which is not supported. "
                + $"Supported: {string.Join(", ", JinjaFilters.Names)}.");
    }

    /// <summary>An expression, or several with commas between as a tuple.</summary>
    private JinjaNode ReadTuple(bool withConditional = true)
    {
        var line = Current.Line;
        var first = withConditional ? ReadExpression() : ReadOr();
        if (Current is not { Kind: JinjaTokenKind.Operator, Value: "," })
        {
            return first;
        }

        var items = new List<JinjaNode> { first };
        while (SkipOperator(","))
        {
            if (Current.Kind is JinjaTokenKind.PrintEnd or JinjaTokenKind.StatementEnd or JinjaTokenKind.Operator
                && Current.Value is "" or ")" or "]" or "=")
            {
                break;
            }

            items.Add(withConditional ? ReadExpression() : ReadOr());
        }

        return new JinjaListNode(line, items);
    }

    private JinjaNode ReadExpression()
    {
        Nest();
        var line = Current.Line;
        var value = ReadOr();
        var alternatives = new Stack<(int Line, JinjaNode Then, JinjaNode Test)>();
        while (SkipName("if"))
        {
            var test = ReadOr();
            alternatives.Push((line, value, test));
            if (!SkipName("else"))
            {
                (_, value, _) = alternatives.Pop();
                value = new JinjaConditional(line, test, value, null);
                break;
            }

            // As in Python, what follows 'else' may be such an expression again.
            Nest();
            value = ReadOr();
        }

        while (alternatives.TryPop(out var entry))
        {
            _nesting--;
            value = new JinjaConditional(entry.Line, entry.Test, entry.Then, value);
        }

        _nesting--;
        return value;
    }

    private JinjaNode ReadOr() => ReadChain(["or"], ReadAnd);

    private JinjaNode ReadAnd() => ReadChain(["and"], ReadNot);

    private JinjaNode ReadNot()
    {
        var line = Current.Line;
        var count = 0;
        while (SkipName("not"))
        {
            count++;
        }

        var operand = ReadComparison();
        return count == 0 ? operand
            : count % 2 == 1 ? new JinjaUnary(line, "not", operand)
            : new JinjaUnary(line, "not", new JinjaUnary(line, "not", operand));
    }

    private JinjaNode ReadComparison()
    {
        var line = Current.Line;
        var first = ReadSum();
        List<(string, JinjaNode)>? rest = null;
        while (true)
        {
            string? sign = null;
            if (Current is { Kind: JinjaTokenKind.Operator, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" }
                or { Kind: JinjaTokenKind.Name, Value: "in" })
            {
                sign = Current.Value;
                _position++;
            }
            else if (Current is { Kind: JinjaTokenKind.Name, Value: "not" } && tokens[_position + 1] is { Kind: JinjaTokenKind.Name, Value: "in" })
            {
                sign = "not in";
                _position += 2;
            }

            if (sign is null)
            {
                return rest is null ? first : new JinjaComparison(line, first, rest);
            }

            (rest ??= []).Add((sign, ReadSum()));
        }
    }

    private JinjaNode ReadSum() => ReadChain(["+", "-"], ReadConcatenation);

    private JinjaNode ReadConcatenation() => ReadChain(["~"], ReadProduct);

    private JinjaNode ReadProduct() => ReadChain(["*", "/", "//", "%"], ReadPower);

    private JinjaNode ReadPower()
    {
        var line = Current.Line;
        var value = ReadUnary();
        return Current is { Kind: JinjaTokenKind.Operator, Value: "**" }
            ? throw new JinjaException($"The chat template uses the operator '**' (line {line}), which is not supported.")
            : value;
    }

    private JinjaNode ReadChain(string[] signs, Func<JinjaNode> read)
    {
        var line = Current.Line;
        var first = read();
        List<(string, JinjaNode)>? rest = null;
        while (Current.Kind is JinjaTokenKind.Operator or JinjaTokenKind.Name && signs.Contains(Current.Value))
        {
            var sign = Current.Value;
            _position++;
            (rest ??= []).Add((sign, read()));
        }

        return rest is null ? first : new JinjaChain(line, first, rest);
    }

    private JinjaNode ReadUnary()
    {
        var line = Current.Line;
        if (Current is { Kind: JinjaTokenKind.Operator, Value: "-" or "+" } sign)
        {
            _position++;
            Nest();
            var operand = ReadUnary();
            _nesting--;
            return new JinjaUnary(line, sign.Value, operand);
        }

        var value = ReadPrimary();
        var steps = new List<JinjaNode>();
        while (ReadStep() is { } step)
        {
            steps.Add(step);
        }

        return steps.Count == 0 ? value : new JinjaPostfix(line, value, steps);
    }

    private JinjaNode? ReadStep()
    {
        var token = Current;
        if (token is { Kind: JinjaTokenKind.Name, Value: "is" })
        {
            _position++;
            return ReadTest(token.Line);
        }

        if (token.Kind != JinjaTokenKind.Operator)
        {
            return null;
        }

        switch (token.Value)
        {
            case ".":
                _position++;
                if (Current.Kind == JinjaTokenKind.Integer)
                {
                    var index = long.Parse(Current.Value, CultureInfo.InvariantCulture);
                    _position++;
                    return new JinjaIndex(token.Line, new JinjaConstant(token.Line, new JinjaInteger(index)));
                }

                return new JinjaProperty(token.Line, ExpectName("a property"));
            case "[":
                _position++;
                return ReadSubscript(token.Line);
            case "(":
                return ReadArguments();
            case "|":
                _position++;
                return ReadFilter();
            default:
                return null;
        }
    }

    private JinjaNode ReadSubscript(int line)
    {
        var parts = new JinjaNode?[3];
        var part = 0;
        while (!SkipOperator("]"))
        {
            if (SkipOperator(":"))
            {
                part = part < 2 ? part + 1 : throw Fault("what is unexpected in a slice");
            }
            else
            {
                parts[part] = parts[part] is null ? ReadExpression() : throw Fault("what is unexpected in brackets");
            }
        }

        return part > 0 ? new JinjaSlice(line, parts[0], parts[1], parts[2])
            : parts[0] is { } index ? new JinjaIndex(line, index)
            : throw Fault("nothing between brackets");
    }

    private JinjaInvoke ReadArguments()
    {
        var line = Current.Line;
        ExpectOperator("(");
        var positional = new List<JinjaNode>();
        var named = new List<(string, JinjaNode)>();
        while (!SkipOperator(")"))
        {
            if (Current.Kind == JinjaTokenKind.Name && tokens[_position + 1] is { Kind: JinjaTokenKind.Operator, Value: "=" })
            {
                var name = Current.Value;
                _position += 2;
                named.Add((name, ReadExpression()));
            }
            else if (Current is { Kind: JinjaTokenKind.Operator, Value: "*" or "**" })
            {
                throw new JinjaException($"The chat template spreads arguments by '{Current.Value}' (line {line}), which is not supported.");
            }
            else
            {
                positional.Add(ReadExpression());
            }

            if (!SkipOperator(","))
            {
                ExpectOperator(")");
                break;
            }
        }

        return new JinjaInvoke(line, positional, named);
    }

    private JinjaTest ReadTest(int line)
    {
        var negated = SkipName("not");
        var name = Current is { Kind: JinjaTokenKind.Operator, Value: "==" or "!=" or "<" or "<=" or ">" or ">=" }
            ? tokens[_position++].Value
            : ExpectName("a test");
        if (!JinjaTests.Has(name))
        {
            throw new JinjaException(
                $"The chat template uses the test '{Shorten(name)}' (line {line}), which is not supported. "
                + $"Supported: {string.Join(", ", JinjaTests.Names)}.");
        }

        JinjaInvoke? arguments = null;
        if (Current is { Kind: JinjaTokenKind.Operator, Value: "(" })
        {
            arguments = ReadArguments();
        }
        else if (Current is { Kind: JinjaTokenKind.String or JinjaTokenKind.Integer or JinjaTokenKind.Float }
            or { Kind: JinjaTokenKind.Operator, Value: "[" or "{" }
            || (Current.Kind == JinjaTokenKind.Name && Current.Value is not ("else" or "or" or "and" or "is" or "if" or "not" or "in")))
        {
            Nest();
            arguments = new JinjaInvoke(line, [ReadPrimary()], []);
            _nesting--;
        }

        return new JinjaTest(line, name, negated, arguments);
    }

    private JinjaNode ReadPrimary()
    {
        var token = Current;
        _position++;
        switch (token.Kind)
        {
            case JinjaTokenKind.String:
                var text = token.Value;
                while (Current.Kind == JinjaTokenKind.String)
                {
                    text += Current.Value;
                    _position++;
                }

                return new JinjaConstant(token.Line, JinjaText.Of(text));
            case JinjaTokenKind.Integer:
                return new JinjaConstant(token.Line, new JinjaInteger(long.Parse(token.Value, CultureInfo.InvariantCulture)));
            case JinjaTokenKind.Float:
                return new JinjaConstant(token.Line, new JinjaFloat(double.Parse(token.Value, CultureInfo.InvariantCulture)));
            case JinjaTokenKind.Name:
                return token.Value switch
                {
                    "true" or "True" => new JinjaConstant(token.Line, new JinjaBoolean(true)),
                    "false" or "False" => new JinjaConstant(token.Line, new JinjaBoolean(false)),
                    "none" or "None" => new JinjaConstant(token.Line, new JinjaNone()),
                    _ => new JinjaName(token.Line, token.Value),
                };
            case JinjaTokenKind.Operator when token.Value == "(":
                Nest();
                var inner = SkipOperator(")") ? new JinjaListNode(token.Line, []) : ReadBracketed();
                _nesting--;
                return inner;
            case JinjaTokenKind.Operator when token.Value == "[":
                Nest();
                var items = new List<JinjaNode>();
                while (!SkipOperator("]"))
                {
                    items.Add(ReadExpression());
                    if (!SkipOperator(","))
                    {
                        ExpectOperator("]");
                        break;
                    }
                }

                _nesting--;
                return new JinjaListNode(token.Line, items);
            case JinjaTokenKind.Operator when token.Value == "{":
                return ReadMap(token.Line);
            default:
                _position--;
                throw Fault("what is no value");
        }
    }

    private JinjaNode ReadBracketed()
    {
        var inner = ReadTuple();
        ExpectOperator(")");
        return inner;
    }

    private JinjaMapNode ReadMap(int line)
    {
        Nest();
        var entries = new List<(JinjaNode, JinjaNode)>();
        while (!SkipOperator("}"))
        {
            var key = ReadExpression();
            ExpectOperator(":");
            entries.Add((key, ReadExpression()));
            if (!SkipOperator(","))
            {
                ExpectOperator("}");
                break;
            }
        }

        _nesting--;
        return new JinjaMapNode(line, entries);
    }

    private void Nest()
    {
        if (++_nesting > MaxNesting)
        {
            throw new JinjaException($"The chat template nests deeper than {MaxNesting} levels (line {Current.Line}).");
        }
    }

    private void EndStatement() => Expect(JinjaTokenKind.StatementEnd, "", "'%}'");

    private void ExpectOperator(string sign) => Expect(JinjaTokenKind.Operator, sign, $"'{sign}'");

    private string ExpectName(string what)
    {
        var name = Current.Value;
        Expect(JinjaTokenKind.Name, name, what);
        return name;
    }

    private void Expect(JinjaTokenKind kind, string value, string what)
    {
        if (Current.Kind != kind || Current.Value != value)
        {
            throw Fault($"what is not {what}");
        }

        _position++;
    }

    private bool SkipName(string word) => Skip(JinjaTokenKind.Name, word);

    private bool SkipOperator(string sign) => Skip(JinjaTokenKind.Operator, sign);

    private bool Skip(JinjaTokenKind kind, string value)
    {
        var found = Current.Kind == kind && Current.Value == value;
        _position += found ? 1 : 0;
        return found;
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";

    private JinjaException Fault(string what)
    {
        var found = Current.Kind switch
        {
            JinjaTokenKind.End => "its end",
            JinjaTokenKind.StatementEnd => "'%}'",
            JinjaTokenKind.PrintEnd => "'}}'",
            JinjaTokenKind.Text or JinjaTokenKind.StatementBegin or JinjaTokenKind.PrintBegin => "text",
            _ => $"'{Shorten(Current.Value)}'",
        };
        return new JinjaException($"The chat template is not valid: it has {found} in line {Current.Line}, {what}.");
    }
}

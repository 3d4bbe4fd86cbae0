using System.Globalization;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>Renders one template once. Not thread-safe.</summary>
internal sealed class JinjaEvaluator
{
    private readonly JinjaBudget _budget;
    private readonly JinjaOperations _operations;
    private readonly Dictionary<string, JinjaFunction> _globals;

    /// <summary>Prepares to render.</summary>
    public JinjaEvaluator(JinjaBudget budget, DateTimeOffset now)
    {
        _budget = budget;
        _operations = new JinjaOperations(budget);
        _globals = JinjaGlobals.Create(_operations, now);
    }

    private enum Jump
    {
        None,
        Break,
        Continue,
    }

    /// <summary>Renders a template's body.</summary>
    public JinjaText Render(JinjaBlock body, JinjaScope scope)
    {
        var output = new JinjaText.Builder(_budget);
        Run(body, scope, output);
        return output.Build();
    }

    private Jump Run(JinjaBlock block, JinjaScope scope, JinjaText.Builder output)
    {
        _budget.Enter();
        foreach (var statement in block.Statements)
        {
            var jump = Run(statement, scope, output);
            if (jump != Jump.None)
            {
                _budget.Leave();
                return jump;
            }
        }

        _budget.Leave();
        return Jump.None;
    }

    private Jump Run(JinjaNode node, JinjaScope scope, JinjaText.Builder output)
    {
        _budget.Step();
        switch (node)
        {
            case JinjaLiteralText text:
                output.Append(text.Text);
                return Jump.None;
            case JinjaPrint print:
                output.Append(_operations.ToText(Evaluate(print.Value, scope)));
                return Jump.None;
            case JinjaIf branches:
                foreach (var (test, body) in branches.Branches)
                {
                    if (JinjaOperations.IsTrue(Evaluate(test, scope)))
                    {
                        return Run(body, scope, output);
                    }
                }

                return branches.Otherwise is { } otherwise ? Run(otherwise, scope, output) : Jump.None;
            case JinjaFor loop:
                return RunLoop(loop, scope, output);
            case JinjaSet set:
                Assign(set, scope);
                return Jump.None;
            case JinjaSetBlock set:
                AssignOne(set.Line, set.Name, set.Property, Filter(Capture(set.Body, new JinjaScope(scope)), set.Filters, scope), scope);
                return Jump.None;
            case JinjaFilterBlock filter:
                output.Append(_operations.ToText(Filter(Capture(filter.Body, new JinjaScope(scope)), filter.Filters, scope)));
                return Jump.None;
            case JinjaMacro macro:
                scope.Set(macro.Name, ToFunction(macro, scope));
                return Jump.None;
            case JinjaCallBlock call:
                var callee = Evaluate(call.Call.Callee, scope);
                var arguments = Arguments("call", call.Call.Arguments, scope);
                KeyValuePair<string, JinjaValue> caller = new("caller", ToFunction(call.Caller, scope));
                output.Append(_operations.ToText(Call(callee, arguments with { Named = [.. arguments.Named, caller] }, call.Line)));
                return Jump.None;
            case JinjaBlock block:
                return Run(block, scope, output);
            case JinjaJump jump:
                return jump.IsBreak ? Jump.Break : Jump.Continue;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is no statement.");
        }
    }

    private JinjaText Capture(JinjaBlock body, JinjaScope scope)
    {
        var inner = new JinjaText.Builder(_budget);
        Run(body, scope, inner);
        return inner.Build();
    }

    private Jump RunLoop(JinjaFor loop, JinjaScope scope, JinjaText.Builder output)
    {
        var items = _operations.Items(Evaluate(loop.Items, scope));
        if (loop.Condition is { } condition)
        {
            var kept = new List<JinjaValue>();
            foreach (var item in items)
            {
                _budget.Step();
                var inner = new JinjaScope(scope);
                Bind(loop, item, inner);
                if (JinjaOperations.IsTrue(Evaluate(condition, inner)))
                {
                    kept.Add(item);
                }
            }

            items = kept;
        }

        if (items.Count == 0)
        {
            return loop.Otherwise is { } otherwise ? Run(otherwise, scope, output) : Jump.None;
        }

        for (var i = 0; i < items.Count; i++)
        {
            _budget.Step();
            var inner = new JinjaScope(scope);
            Bind(loop, items[i], inner);
            inner.Set("loop", new JinjaLoop(items, i));
            if (Run(loop.Body, inner, output) == Jump.Break)
            {
                break;
            }
        }

        return Jump.None;
    }

    private void Bind(JinjaFor loop, JinjaValue item, JinjaScope scope)
    {
        if (loop.Targets.Count == 1)
        {
            scope.Set(loop.Targets[0], item);
            return;
        }

        var parts = _operations.Items(item);
        if (parts.Count != loop.Targets.Count)
        {
            throw Fault(loop.Line, $"takes an item of {parts.Count} parts for {loop.Targets.Count} names");
        }

        for (var i = 0; i < parts.Count; i++)
        {
            scope.Set(loop.Targets[i], parts[i]);
        }
    }

    private void Assign(JinjaSet set, JinjaScope scope)
    {
        var value = Evaluate(set.Value, scope);
        if (set.Names.Count == 1)
        {
            AssignOne(set.Line, set.Names[0], set.Property, value, scope);
            return;
        }

        var parts = _operations.Items(value);
        if (parts.Count != set.Names.Count)
        {
            throw Fault(set.Line, $"sets {set.Names.Count} names to {parts.Count} values");
        }

        for (var i = 0; i < parts.Count; i++)
        {
            scope.Set(set.Names[i], parts[i]);
        }
    }

    private static void AssignOne(int line, string name, string? property, JinjaValue value, JinjaScope scope)
    {
        if (property is null)
        {
            scope.Set(name, value);
        }
        else if (scope.Find(name) is JinjaNamespace target)
        {
            target.Set(property, value);
        }
        else
        {
            throw Fault(line, $"sets '{name}.{property}', and only a namespace can be changed");
        }
    }

    private JinjaFunction ToFunction(JinjaMacro macro, JinjaScope definition) => new(macro.Name, arguments =>
    {
        _budget.Enter();
        var scope = new JinjaScope(definition);
        if (arguments.Positional.Count > macro.Parameters.Count)
        {
            throw Fault(macro.Line, $"calls the macro '{macro.Name}' with more arguments than it has");
        }

        for (var i = 0; i < macro.Parameters.Count; i++)
        {
            var (name, missing) = macro.Parameters[i];
            scope.Set(name, arguments.Find(i, name) ?? (missing is null ? new JinjaUndefined(name) : Evaluate(missing, scope)));
        }

        if (arguments.Find(-1, "caller") is { } caller)
        {
            scope.Set("caller", caller);
        }

        var text = Capture(macro.Body, scope);
        _budget.Leave();
        return text;
    });

    private JinjaValue Evaluate(JinjaNode node, JinjaScope scope)
    {
        _budget.Enter();
        var value = node switch
        {
            JinjaConstant constant => constant.Value,
            JinjaName name => scope.Find(name.Name) ?? (JinjaValue?)_globals.GetValueOrDefault(name.Name) ?? new JinjaUndefined(name.Name),
            JinjaListNode list => new JinjaList([.. list.Items.Select(item => Evaluate(item, scope))]),
            JinjaMapNode map => new JinjaMap(map.Entries.Select(entry => (Key(entry.Key, scope), Evaluate(entry.Value, scope)))),
            JinjaUnary unary => Unary(unary, scope),
            JinjaChain chain => Chain(chain, scope),
            JinjaComparison comparison => Compare(comparison, scope),
            JinjaConditional conditional => JinjaOperations.IsTrue(Evaluate(conditional.Test, scope)) ? Evaluate(conditional.Then, scope)
                : conditional.Otherwise is { } otherwise ? Evaluate(otherwise, scope)
                : new JinjaUndefined("the value of an 'if' without 'else'"),
            JinjaPostfix postfix => Postfix(postfix, scope),
            _ => throw new InvalidOperationException($"{node.GetType().Name} is no expression."),
        };
        _budget.Leave();
        return value;
    }

    private JinjaText Key(JinjaNode node, JinjaScope scope) => Evaluate(node, scope) as JinjaText
        ?? throw Fault(node.Line, "has a dictionary whose key is no text");

    private JinjaValue Unary(JinjaUnary unary, JinjaScope scope)
    {
        var operand = Evaluate(unary.Operand, scope);
        return unary.Operator switch
        {
            "not" => new JinjaBoolean(!JinjaOperations.IsTrue(operand)),
            "+" when operand is JinjaNumber => operand,
            "-" when operand is JinjaInteger number => new JinjaInteger(unchecked(-number.Value), number.Origin),
            "-" when operand is JinjaFloat number => new JinjaFloat(-number.AsDouble, number.Origin),
            _ => throw Fault(unary.Line, $"applies '{unary.Operator}' to {JinjaOperations.NameOf(operand)}"),
        };
    }

    private JinjaValue Chain(JinjaChain chain, JinjaScope scope)
    {
        var value = Evaluate(chain.First, scope);
        // 'a + b + c' is written once, not copied for each '+'.
        JinjaText.Builder? joined = null;
        foreach (var (sign, operandNode) in chain.Rest)
        {
            if (sign is "or" or "and")
            {
                if (JinjaOperations.IsTrue(value) == (sign == "or"))
                {
                    return value;
                }

                value = Evaluate(operandNode, scope);
                continue;
            }

            var operand = Evaluate(operandNode, scope);
            if (sign == "~" || (sign == "+" && operand is JinjaText && (joined is not null || value is JinjaText)))
            {
                joined ??= new JinjaText.Builder(_budget).Append(_operations.ToText(value));
                joined.Append(_operations.ToText(operand));
                continue;
            }

            (value, joined) = (_operations.Arithmetic(sign, joined?.Build() ?? value, operand, chain.Line), null);
        }

        return joined?.Build() ?? value;
    }

    private JinjaBoolean Compare(JinjaComparison comparison, JinjaScope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (sign, node) in comparison.Rest)
        {
            var right = Evaluate(node, scope);
            if (!_operations.Compare(sign, left, right, comparison.Line))
            {
                return new JinjaBoolean(false);
            }

            left = right;
        }

        return new JinjaBoolean(true);
    }

    private JinjaValue Postfix(JinjaPostfix postfix, JinjaScope scope)
    {
        var value = Evaluate(postfix.Operand, scope);
        for (var i = 0; i < postfix.Steps.Count; i++)
        {
            _budget.Step();
            var step = postfix.Steps[i];
            switch (step)
            {
                case JinjaProperty property:
                    value = postfix.Steps.Count > i + 1 && postfix.Steps[i + 1] is JinjaInvoke
                        ? JinjaMethods.Find(_operations, value, property) ?? JinjaOperations.Property(value, property.Name, property.Line)
                        : JinjaOperations.Property(value, property.Name, property.Line);
                    break;
                case JinjaIndex index:
                    value = JinjaOperations.Index(value, Evaluate(index.Index, scope), index.Line);
                    break;
                case JinjaSlice slice:
                    value = _operations.Slice(value, Bound(slice.Start, scope), Bound(slice.Stop, scope), Bound(slice.Step, scope), slice.Line);
                    break;
                case JinjaInvoke invoke:
                    value = Call(value, Arguments(value is JinjaFunction function ? function.Name : "a call", invoke, scope), invoke.Line);
                    break;
                case JinjaTest test:
                    value = new JinjaBoolean(Test(value, test, scope));
                    break;
                default:
                    value = Filter(value, (JinjaFilter)step, scope);
                    break;
            }
        }

        return value;
    }

    private long? Bound(JinjaNode? node, JinjaScope scope) => node is null ? null : Evaluate(node, scope) switch
    {
        JinjaInteger number => number.Value,
        JinjaNone => null,
        var other => throw Fault(node.Line, $"slices by {JinjaOperations.NameOf(other)}"),
    };

    private static JinjaValue Call(JinjaValue callee, JinjaArguments arguments, int line) => callee is JinjaFunction function
        ? function.Call(arguments)
        : throw Fault(line, callee is JinjaUndefined undefined
            ? $"calls '{undefined.Name}', which is not supported or not there"
            : $"calls {JinjaOperations.NameOf(callee)}");

    private JinjaArguments Arguments(string callee, JinjaInvoke? invoke, JinjaScope scope) => invoke is null
        ? new JinjaArguments(callee, [], [])
        : new JinjaArguments(
            callee,
            [.. invoke.Positional.Select(node => Evaluate(node, scope))],
            [.. invoke.Named.Select(argument => KeyValuePair.Create(argument.Name, Evaluate(argument.Value, scope)))]);

    private JinjaValue Filter(JinjaValue value, IEnumerable<JinjaFilter> filters, JinjaScope scope) =>
        filters.Aggregate(value, (input, filter) => Filter(input, filter, scope));

    private JinjaValue Filter(JinjaValue value, JinjaFilter filter, JinjaScope scope) =>
        JinjaFilters.Apply(_operations, filter.Name, value, Arguments(filter.Name, filter.Arguments, scope));

    private bool Test(JinjaValue value, JinjaTest test, JinjaScope scope) =>
        JinjaTests.Holds(_operations, test.Name, value, Arguments(test.Name, test.Arguments, scope)) != test.IsNegated;

    private static JinjaException Fault(int line, string what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The chat template fails for this conversation: it {what} (line {line})."));
}

/// <summary><c>loop</c> within a loop's body.</summary>
internal sealed class JinjaLoop(IReadOnlyList<JinjaValue> items, int index) : JinjaValue(JinjaOrigin.Template)
{
    /// <summary>One of its properties, or null.</summary>
    public JinjaValue? Find(string name) => name switch
    {
        "index" => new JinjaInteger(index + 1),
        "index0" => new JinjaInteger(index),
        "revindex" => new JinjaInteger(items.Count - index),
        "revindex0" => new JinjaInteger(items.Count - index - 1),
        "first" => new JinjaBoolean(index == 0),
        "last" => new JinjaBoolean(index == items.Count - 1),
        "length" => new JinjaInteger(items.Count),
        "previtem" => index > 0 ? items[index - 1] : new JinjaUndefined("loop.previtem"),
        "nextitem" => index + 1 < items.Count ? items[index + 1] : new JinjaUndefined("loop.nextitem"),
        "cycle" => new JinjaFunction("cycle", arguments => arguments.Positional.Count > 0
            ? arguments.Positional[index % arguments.Positional.Count]
            : arguments.Require(0, "value")),
        _ => null,
    };
}

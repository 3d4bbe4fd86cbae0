using System.Diagnostics.CodeAnalysis;

namespace TreasureMarkers.Models.Prompts.Jinja;

/// <summary>
/// A chat template in Jinja, as transformers renders it (trim_blocks, lstrip_blocks, loop controls). A construct that is not supported
/// is refused by its name when the template is parsed; a method of a value when it is called. Immutable and safe to share between threads.
/// <para>
/// It is our own because what is rendered must tell a template's text from a message's: Fluid and Scriban are other languages and give a
/// plain string, and so does ONNX Runtime GenAI's ApplyChatTemplate, after which a user's <c>&lt;|im_end|&gt;</c> is a control.
/// </para>
/// </summary>
internal sealed class JinjaTemplate
{
    /// <summary>The most characters of a template.</summary>
    public const int MaxLength = 1 << 20;

    private readonly JinjaBlock _body;

    private JinjaTemplate(JinjaBlock body) => _body = body;

    /// <summary>Parses a template.</summary>
    /// <exception cref="JinjaException">It is not Jinja, or uses something that is not supported; the message names it.</exception>
    public static JinjaTemplate Parse(string source) => source.Length <= MaxLength
        ? new JinjaTemplate(new JinjaParser(JinjaLexer.Read(source)).ReadTemplate())
        : throw new JinjaException($"The chat template has {source.Length} characters. Allowed: {MaxLength}.");

    /// <summary>Renders it.</summary>
    /// <param name="variables">What the template can name. Their origins come out with their text.</param>
    /// <param name="now">What <c>strftime_now</c> formats.</param>
    /// <exception cref="JinjaException">
    /// The template fails, refuses the conversation, meets what is not supported, or takes more than <see cref="JinjaBudget"/> allows.
    /// </exception>
    public JinjaText Render(IEnumerable<KeyValuePair<string, JinjaValue>> variables, DateTimeOffset now)
    {
        var scope = new JinjaScope(null);
        var input = 0L;
        foreach (var (name, value) in variables)
        {
            scope.Set(name, value);
            input += value.Size;
        }

        return new JinjaEvaluator(new JinjaBudget(input), now).Render(_body, scope);
    }
}

/// <summary>A template cannot be used, or not for this conversation. The message is one line.</summary>
/// <param name="message">What was wrong.</param>
/// <param name="isRaised">Whether the template itself refused, by <c>raise_exception</c>.</param>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It becomes a ModelException or an ArgumentException at the edge.")]
internal sealed class JinjaException(string message, bool isRaised = false) : FormatException(message)
{
    /// <summary>Whether the template itself refused the conversation.</summary>
    public bool IsRaised { get; } = isRaised;
}

/// <summary>
/// What one rendering may take, so that a hostile template or conversation costs bounded time and memory: steps, characters written
/// anywhere (intermediate strings included), and nesting.
/// </summary>
/// <param name="inputSize">Characters of the variables; what may be written grows with them.</param>
internal sealed class JinjaBudget(long inputSize)
{
    /// <summary>The most nested expressions, statements and macro calls; the stack is looked at besides.</summary>
    public const int MaxDepth = 1500;

    private const int MaxSteps = 5_000_000;
    private readonly long _maxCharacters = (1 << 24) + (32 * inputSize);
    private long _characters;
    private int _steps;
    private int _depth;

    /// <summary>Takes steps.</summary>
    /// <exception cref="JinjaException">There are none left.</exception>
    public void Step(int count = 1)
    {
        _steps += Math.Min(count, MaxSteps + 1);
        if (_steps > MaxSteps)
        {
            throw new JinjaException($"The chat template takes more than {MaxSteps} steps for this conversation.");
        }
    }

    /// <summary>Counts written characters.</summary>
    /// <exception cref="JinjaException">There are too many.</exception>
    public void Write(int characters)
    {
        _characters += characters;
        if (_characters > _maxCharacters)
        {
            throw new JinjaException($"The chat template writes more than {_maxCharacters} characters for this conversation.");
        }
    }

    /// <summary>Goes one level deeper; <see cref="Leave"/> comes back.</summary>
    /// <exception cref="JinjaException">It is too deep.</exception>
    public void Enter()
    {
        Step();
        if (++_depth > MaxDepth || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JinjaException("The chat template nests too deeply for this conversation.");
        }
    }

    /// <summary>Comes back from <see cref="Enter"/>.</summary>
    public void Leave() => _depth--;
}

/// <summary>Names and their values; a name that this scope lacks is the outer scope's.</summary>
internal sealed class JinjaScope(JinjaScope? outer)
{
    private readonly Dictionary<string, JinjaValue> _values = new(StringComparer.Ordinal);

    /// <summary>Gives a name a value, in this scope alone.</summary>
    public void Set(string name, JinjaValue value) => _values[name] = value;

    /// <summary>The value of a name, or null.</summary>
    public JinjaValue? Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private JinjaScope? Outer { get; } = outer;
}

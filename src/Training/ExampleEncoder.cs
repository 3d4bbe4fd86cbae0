using TreasureMarkers.Data;
using TreasureMarkers.Markers;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training;

/// <summary>Turns rows into examples; what is drawn at random depends on the seed, the epoch and the row's id alone.</summary>
internal sealed class ExampleEncoder
{
    private readonly ByteLevelBpeTokenizer _tokenizer;
    private readonly MarkerTaxonomy _taxonomy;
    private readonly PromptLayout _layout;
    private readonly int _beginId;
    private readonly TrainingOptions _options;
    private readonly int _context;

    /// <summary>Prepares for one run.</summary>
    /// <param name="tokenizer">The data folder's.</param>
    /// <param name="taxonomy">The markers' categories.</param>
    /// <param name="options">Arm, dropout and seed.</param>
    /// <param name="context">The longest document in inputs; what is longer is cut.</param>
    public ExampleEncoder(ByteLevelBpeTokenizer tokenizer, MarkerTaxonomy taxonomy, TrainingOptions options, int context)
    {
        _tokenizer = tokenizer;
        _taxonomy = taxonomy;
        _layout = new PromptLayout(tokenizer, taxonomy);
        _beginId = tokenizer.TryGetId(ControlTokens.Begin, out var id) ? id : throw new CommandException($"The tokenizer lacks {ControlTokens.Begin}. Train it with `tm tokenizer train`.");
        _options = options;
        _context = context;
    }

    /// <summary>A running text: loss on every token. Of a text beyond the context, a window that the epoch chooses.</summary>
    public Example Encode(PretrainRow row, int epoch)
    {
        int[] tokens = [_beginId, .. _tokenizer.EncodeOrdinary(row.Text), _layout.EndId];
        if (tokens.Length > _context + 1)
        {
            var start = SplitMix64.For(_options.Seed, epoch, row.Id).NextInt(tokens.Length - _context);
            tokens = tokens[start..(start + _context + 1)];
        }

        return new Example(tokens, LossStart: 1, TextStart: 1, Room: tokens.Length - 1);
    }

    /// <summary>An instruction row: loss on the completion only, its marker list included.</summary>
    /// <returns>Null when the prompt alone fills the context.</returns>
    /// <exception cref="CommandException">The row's messages or markers are not what the layout allows.</exception>
    public Example? Encode(DataRow row, int epoch)
    {
        try
        {
            var marked = EncodeMarked(row, epoch);
            var example = _options.Arm == TrainingArm.Marked ? marked : EncodeBaseline(row);
            var room = Math.Min(_context, Math.Max(marked.Tokens.Length, example.Tokens.Length) - 1);
            var tokens = example.Tokens.Length > room + 1 ? example.Tokens[..(room + 1)] : example.Tokens;
            return example.LossStart < tokens.Length ? example with { Tokens = tokens, Room = room } : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new CommandException($"Row '{row.Id}' cannot be used: {e.Message} Build the data folder again.", e);
        }
    }

    private Example EncodeMarked(DataRow row, int epoch)
    {
        var markers = MarkerSet.Create(_taxonomy, row.Markers);
        var given = _options.Dropout.Apply(markers, SplitMix64.For(_options.Seed, epoch, row.Id));
        var prompt = _layout.EncodePrompt(Prompt(row), given, Tools(row));
        int[] start = [.. prompt, .. _layout.EncodeMarkers(markers)];
        return new Example([.. start, .. Answer(row), _layout.EndId], prompt.Length, start.Length, Room: 0);
    }

    private Example EncodeBaseline(DataRow row)
    {
        var prompt = _layout.EncodePrompt(Prompt(row), MarkerSet.Empty(_taxonomy), Tools(row));
        return new Example([.. prompt, .. Answer(row), _layout.EndId], prompt.Length, prompt.Length, Room: 0);
    }

    /// <summary>The answer after its list: its text after one space, or its calls.</summary>
    private int[] Answer(DataRow row) => row.Messages switch
    {
        [.., { Role: "assistant", ToolCalls: { Count: > 0 } calls }] => _layout.EncodeCalls(Calls(calls)),
        [.., { Role: "assistant" } last] => _tokenizer.EncodeOrdinary(" " + last.Content),
        _ => throw new ArgumentException("The last message is not the assistant's.", nameof(row)),
    };

    private static PromptMessage[] Prompt(DataRow row) =>
    [
        .. row.Messages.Take(row.Messages.Count - 1).Select(message => new PromptMessage(message.Role, message.Content)
        {
            ToolCalls = message.ToolCalls is { } calls ? Calls(calls) : null,
        }),
    ];

    private static PromptToolCall[] Calls(IReadOnlyList<PromptToolCall> calls) => [.. calls.Select(call => new PromptToolCall(call.Name, call.Arguments))];

    private static PromptTool[] Tools(DataRow row) =>
        [.. (row.Tools ?? []).Select(tool => new PromptTool(tool.Name, tool.Description, tool.Parameters))];
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using TreasureMarkers.Plugin.Native;

namespace TreasureMarkers.Plugin.Generation;

/// <summary>
/// Feeds one session. Tokens are gathered until logits are asked for, so that tokens known beforehand (the prompt, fixed
/// markers, the list's close) share one forward pass.
/// </summary>
/// <param name="session">The session, which the caller owns.</param>
/// <param name="vocabularySize">Numbers in each row of logits.</param>
/// <param name="cancellationToken">Looked at before each pass.</param>
internal sealed class TokenFeed(GenAISession session, int vocabularySize, CancellationToken cancellationToken)
{
    // A pass is ended between operators, and one attention operator over thousands of tokens takes seconds on a busy machine.
    private const int LongestPass = 256;

    private readonly float[] _logits = new float[vocabularySize];
    private readonly List<int> _pending = [];

    /// <summary>Forward passes so far; a long prompt's, which is fed in pieces, count as one.</summary>
    public int Passes { get; private set; }

    /// <summary>How long the first pass took, the prompt's.</summary>
    public TimeSpan FirstPass { get; private set; }

    /// <summary>Every token fed so far.</summary>
    public List<int> Sequence { get; } = [];

    /// <summary>The logits of the last pass, though tokens may have been added since.</summary>
    public ReadOnlySpan<float> LastLogits => _logits;

    /// <summary>Adds a token after the others; costs nothing until logits are asked for.</summary>
    public void Add(int id)
    {
        _pending.Add(id);
        Sequence.Add(id);
    }

    /// <summary>Adds tokens after the others.</summary>
    public void Add(IEnumerable<int> ids)
    {
        foreach (var id in ids)
        {
            Add(id);
        }
    }

    /// <summary>The logits after the last token; one forward pass where tokens were added since the last call.</summary>
    /// <returns>A buffer that the next pass overwrites.</returns>
    public Span<float> Logits()
    {
        if (_pending.Count > 0)
        {
            var started = Stopwatch.GetTimestamp();
            var tokens = CollectionsMarshal.AsSpan(_pending);
            while (!tokens.IsEmpty)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = tokens[..Math.Min(LongestPass, tokens.Length)];
                session.Append(piece);
                tokens = tokens[piece.Length..];
            }

            session.CopyLogits(_logits);
            _pending.Clear();
            FirstPass = Passes == 0 ? Stopwatch.GetElapsedTime(started) : FirstPass;
            Passes++;
        }

        return _logits;
    }
}

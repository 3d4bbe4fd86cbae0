using System.Text;
using TreasureMarkers.Data.Shards;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Configuration;
using TreasureMarkers.Models.Tokenization;

namespace TreasureMarkers.Training;

/// <summary>Documents packed for one forward pass.</summary>
/// <param name="Inputs">Token ids of all documents, one after another.</param>
/// <param name="Lengths">Inputs of each document.</param>
/// <param name="Positions">Indexes into <paramref name="Inputs"/> of the positions whose next token carries loss.</param>
/// <param name="Targets">That next token.</param>
internal sealed record Batch(long[] Inputs, int[] Lengths, long[] Positions, long[] Targets)
{
    /// <summary>What each target's loss is multiplied by in training; null where all are 1.</summary>
    public float[]? Weights { get; private init; }

    /// <summary>The weights' sum, by which an update's gradient is divided.</summary>
    public double TotalWeight => Weights?.Sum(weight => (double)weight) ?? Targets.Length;

    /// <summary>Joins documents.</summary>
    /// <param name="documents">The documents, in their order.</param>
    /// <param name="textOnly">Loss only behind the completion's marker list.</param>
    public static Batch Of(IReadOnlyCollection<Document> documents, bool textOnly = false)
    {
        var (inputs, positions, targets) = (new List<long>(), new List<long>(), new List<long>());
        var weights = documents.Any(document => document.Weights is not null) ? new List<float>() : null;
        foreach (var document in documents)
        {
            for (var target = textOnly ? document.TextStart : document.LossStart; target < document.Tokens.Length; target++)
            {
                positions.Add(inputs.Count + target - 1);
                targets.Add(document.Tokens[target]);
                weights?.Add(document.Weights is { } given ? given[target] : 1);
            }

            inputs.AddRange(document.Tokens.SkipLast(1).Select(token => (long)token));
        }

        return new Batch([.. inputs], [.. documents.Select(document => document.Tokens.Length - 1)], [.. positions], [.. targets])
        {
            Weights = weights?.ToArray(),
        };
    }

    /// <summary>
    /// Joins documents to batches of at most some inputs each, unless a document alone is longer. Documents of like length share a batch,
    /// so that attention meets them together.
    /// </summary>
    public static Batch[] Pack(IEnumerable<Document> documents, int packedLength)
    {
        var batches = new List<Batch>();
        var (packed, room) = (new List<Document>(), 0);
        foreach (var document in documents.OrderByDescending(document => document.Room))
        {
            if (packed.Count > 0 && document.Room > room)
            {
                batches.Add(Of(packed));
                packed.Clear();
            }

            room = (packed.Count == 0 ? packedLength : room) - document.Room;
            packed.Add(document);
        }

        return [.. batches, Of(packed)];
    }

    /// <summary>A document as the model sees it.</summary>
    /// <param name="Tokens">Ids, the first of them only an input and the last only a target; at least two.</param>
    /// <param name="LossStart">Index of the first token that is a target with loss.</param>
    /// <param name="TextStart">Index of the first target behind the completion's marker list.</param>
    /// <param name="Room">Inputs that packing counts for it: the marked arm's in both arms, so that both see the same documents at
    /// every step.</param>
    internal sealed record Document(int[] Tokens, int LossStart, int TextStart, int Room)
    {
        /// <summary>Each token's weight as a target; null where all are 1.</summary>
        public float[]? Weights { get; init; }
    }
}

/// <summary>
/// An endless stream of packed batches over a shard's training documents, each epoch in an order of its own. What it gives depends
/// on the shard and the configuration alone, so a resumed run passes over the updates that were made and goes on exactly as it
/// would have.
/// </summary>
/// <param name="name">Of the data; different names have different orders.</param>
/// <param name="shard">At least one training document.</param>
/// <param name="config">Arm, dropout, seed and sizes.</param>
/// <param name="weights">The weights of answers' tokens; null where all are 1.</param>
internal sealed class BatchStream(string name, TokenShard shard, TrainingConfig config, TargetWeights? weights = null)
{
    // Enough candidates to fill a batch almost to the brim.
    private const int WaitingDocuments = 32;
    private readonly int _context = Math.Min(config.Model.MaxPositionEmbeddings, config.MaxLength ?? config.PackedLength);
    private readonly List<Batch.Document> _waiting = [];
    private int[] _order = [];
    private int _epoch = -1;
    private int _cursor;
    private Task<(Batch[] Batches, double Epochs)>? _ahead;

    /// <summary>How often all training documents were drawn.</summary>
    public double Epochs { get; private set; }

    /// <summary>
    /// The batches of the next update: see <see cref="Batch.Pack"/>. Those of the update after it are made meanwhile, on another thread,
    /// so that a GPU does not wait for them.
    /// </summary>
    /// <exception cref="CommandException">A whole epoch has no usable document.</exception>
    public Batch[] Next()
    {
        (var batches, Epochs) = (_ahead ?? Task.Run(Make)).GetAwaiter().GetResult();
        _ahead = Task.Run(Make);
        return batches;
    }

    /// <summary>Held-out documents in the shard's order, packed into as many batches as they need; the same at every call.</summary>
    /// <param name="textOnly">Loss only behind the completion's marker list.</param>
    public List<Batch> HeldOut(bool textOnly)
    {
        var (batches, packed, room) = (new List<Batch>(), new List<Batch.Document>(), config.PackedLength);
        for (var index = shard.TrainCount; index < shard.Count; index++)
        {
            if (Compose(index, epoch: 0) is not { } document)
            {
                continue;
            }

            if (packed.Count > 0 && document.Tokens.Length - 1 > room)
            {
                batches.Add(Batch.Of(packed, textOnly));
                (packed, room) = ([], config.PackedLength);
            }

            packed.Add(document);
            room -= document.Tokens.Length - 1;
        }

        return packed.Count == 0 ? batches : [.. batches, Batch.Of(packed, textOnly)];
    }

    /// <summary>A document in one epoch: what is drawn at random depends on the seed, the epoch and the document's index alone.</summary>
    /// <returns>Null when the prompt alone fills the context.</returns>
    public Batch.Document? Compose(int index, int epoch)
    {
        var document = shard.Read(index);
        var random = SplitMix64.For(config.Seed, epoch, $"{name} {index}");
        return document.IsRunningText ? ComposeText(document, random) : ComposeInstruction(document, random);
    }

    // Loss on every token. Of a text beyond the context, a window that the epoch chooses.
    private Batch.Document ComposeText(TokenDocument document, SplitMix64 random)
    {
        int[] tokens = [.. document.Head, .. document.Completion];
        if (tokens.Length > _context + 1)
        {
            var start = random.NextInt(tokens.Length - _context);
            tokens = tokens[start..(start + _context + 1)];
        }

        return new Batch.Document(tokens, LossStart: 1, TextStart: 1, Room: tokens.Length - 1);
    }

    // Loss on the completion only, its marker list included.
    private Batch.Document? ComposeInstruction(TokenDocument document, SplitMix64 random)
    {
        var kept = config.Dropout.Draw(document.Markers.Count, document.Required, random);
        var given = document.Markers.Where((_, i) => kept[i]).ToList();
        int[] bare = [.. document.Head, .. document.WithoutList, .. document.Tail];
        int[] prompt = given.Count == 0 ? bare : [.. document.Head, .. document.BeforeList, .. List(given), .. document.Tail];
        int[] start = [.. prompt, .. List(document.Markers)];
        int[] marked = [.. start, .. document.Completion];
        var room = Math.Min(_context, marked.Length - 1);
        if (prompt.Length > room)
        {
            return null;
        }

        var (whole, begin, text) = config.Arm == TrainingArm.Marked
            ? (marked, prompt.Length, start.Length) : ([.. bare, .. document.Completion], bare.Length, bare.Length);
        var tokens = whole[..Math.Min(room + 1, whole.Length)];
        return new Batch.Document(tokens, begin, text, room) { Weights = weights?.Of(tokens, text, isWhole: tokens.Length == whole.Length) };
    }

    private IEnumerable<int> List(IEnumerable<int[]> markers) =>
        markers.SelectMany(marker => marker).Prepend(shard.ListIds.Open).Append(shard.ListIds.Close);

    private (Batch[] Batches, double Epochs) Make()
    {
        var batches = Batch.Pack(Fill(), config.PackedLength);
        return (batches, _epoch + ((double)(_cursor - _waiting.Count) / shard.TrainCount));
    }

    private List<Batch.Document> Fill()
    {
        var packed = new List<Batch.Document>();
        var room = Math.Max(config.BatchTokens, config.PackedLength);
        TopUp();
        while (_waiting.FindIndex(document => document.Room <= room || packed.Count == 0) is >= 0 and var next)
        {
            packed.Add(_waiting[next]);
            room -= _waiting[next].Room;
            _waiting.RemoveAt(next);
            TopUp();
        }

        return packed;
    }

    private void TopUp()
    {
        for (var skipped = 0; _waiting.Count < WaitingDocuments;)
        {
            if (_cursor == _order.Length)
            {
                _epoch++;
                _cursor = 0;
                _order = SplitMix64.For(config.Seed, _epoch, name).Permutation(shard.TrainCount);
            }

            if (Compose(_order[_cursor++], _epoch) is { } document)
            {
                _waiting.Add(document);
                skipped = 0;
            }
            else if (++skipped >= shard.TrainCount)
            {
                throw new CommandException($"No row of the {name} data fits the model's context. Build the data with shorter texts.");
            }
        }
    }
}

/// <summary>
/// Weighs the tokens that decide how long an answer is: the one that ends it, and the first behind each sentence, where it goes on instead.
/// </summary>
internal sealed class TargetWeights
{
    private readonly bool[] _closes;
    private readonly bool[] _opens;
    private readonly float _end;
    private readonly float _sentence;

    private TargetWeights(BpeTokenizer tokenizer, double end, double sentence)
    {
        (_end, _sentence) = ((float)end, (float)sentence);
        var texts = Enumerable.Range(0, tokenizer.VocabularySize).Select(id => Encoding.UTF8.GetString(tokenizer.BytesOf(id))).ToArray();
        // "3.5" is no end: what follows one begins with white space.
        _closes = [.. texts.Select(text => text.TrimEnd() is [.., '.' or '!' or '?'])];
        _opens = [.. texts.Select(text => text.Length > 0 && char.IsWhiteSpace(text[0]))];
    }

    /// <summary>The configuration's weights; null where all are 1.</summary>
    public static TargetWeights? Of(BpeTokenizer tokenizer, TrainingConfig config) => config.EndWeight is null or 1 && config.SentenceWeight is null or 1
        ? null : new TargetWeights(tokenizer, config.EndWeight ?? 1, config.SentenceWeight ?? 1);

    /// <summary>Each token's weight as a target.</summary>
    /// <param name="tokens">A document.</param>
    /// <param name="textStart">Where the answer's text begins.</param>
    /// <param name="isWhole">Whether the last token ends the answer; else the text was cut.</param>
    public float[] Of(int[] tokens, int textStart, bool isWhole)
    {
        var weights = new float[tokens.Length];
        Array.Fill(weights, 1);
        for (var i = textStart + 1; i < tokens.Length; i++)
        {
            weights[i] = _closes[tokens[i - 1]] && _opens[tokens[i]] ? _sentence : 1;
        }

        if (isWhole)
        {
            weights[^1] = _end;
        }

        return weights;
    }
}

using System.Diagnostics;
using Microsoft.Extensions.AI;
using TreasureMarkers.Evaluation.Reports;
using TreasureMarkers.Inference;
using TreasureMarkers.Inference.Engine;
using TreasureMarkers.Models.Prompts;
using TreasureMarkers.Models.Tokenization;
using TreasureMarkers.Plugin;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Threads">Threads of a forward pass.</param>
/// <param name="Rounds">Rounds over the questions, after one that warms up.</param>
/// <param name="Tokens">Most tokens of an answer.</param>
internal sealed record ServeSettings(int Threads, int Rounds, int Tokens);

/// <summary>
/// What <c>tm bench serve</c> measures of one model in this process. The client is timed where its caller stands. What is compared
/// is measured in turns, so that whatever else the machine does falls on both alike.
/// </summary>
/// <param name="client">The model, without kept keys and values unless it is said.</param>
/// <param name="settings">How much is measured.</param>
internal sealed class ServeMeasures(MarkerChatClient client, ServeSettings settings)
{
    /// <summary>Eight questions, with answers of different lengths.</summary>
    public static readonly string[] Questions =
    [
        "Explain what a package manager does.", "Translate to German: a simple text editor.", "Describe the library for parsing JSON.",
        "Summarize: a tool that shows which files changed between two folders.", "Was ist ein Webserver?",
        "List three programming languages.", "Tell me about the history of printing.", "Écris une courte histoire.",
    ];

    /// <summary>The markers that make the default model's answers long, so that the length of decoding is theirs.</summary>
    public static readonly KeyValuePair<string, string>[] LongAnswers = [new("length_tokens", "900")];

    private const string ShortQuestion = "What is Linux?";
    private const double BareLoopGoal = 0.95, MarkerPassesGoal = 15, FirstTokenGoal = 3, SecondTurnGoal = 8, CancellationGoal = 500;
    private const int FirstTokens = 60, SecondTurns = 40, Cancellations = 100;

    private readonly PromptLayout _layout =
        new(BpeTokenizer.Load(Path.Combine(client.Model.Folder, "tokenizer.json")), client.Taxonomy);

    private string Model => client.Model.Name;

    /// <summary>One caller's decoding, against a bare GenAI loop over the same tokens.</summary>
    public async Task<IReadOnlyList<Figure>> OneStreamAsync(CancellationToken cancellationToken)
    {
        using var bare = new BareLoop(client.Model.Folder, settings.Threads);
        var (rates, bareRates, passes) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var (tokens, clientTime, bareTime) = (0, TimeSpan.Zero, TimeSpan.Zero);
            foreach (var question in Questions)
            {
                var answer = await AskForMuchAsync(question, cancellationToken);
                bareTime += bare.Decode([.. Prompt(question, answer)], answer.Timings.DecodeTokens);
                clientTime += answer.Decode;
                tokens += answer.Timings.DecodeTokens;
                passes.Add((await AskAsync(client, question, 1, cancellationToken)).Timings.MarkerPasses);
            }

            if (round >= 0)
            {
                rates.Add(tokens / clientTime.TotalSeconds);
                bareRates.Add(tokens / bareTime.TotalSeconds);
            }
        }

        return
        [
            Figure.Of(Model, "one stream", rates, "tokens/s"),
            Figure.Of(Model, "bare GenAI loop", bareRates, "tokens/s"),
            Figure.Of(Model, "one stream against the bare loop", Ratios(rates, bareRates), "x", BareLoopGoal),
            Figure.AtMost(Model, "marker phase, nothing given, most", passes.Max(), passes, "passes", MarkerPassesGoal),
        ];
    }

    /// <summary>Eight callers at a time against the same eight one after another, whole answers.</summary>
    /// <param name="goal">The ratio to reach; null for none.</param>
    /// <param name="cancellationToken">Stops the measuring.</param>
    public async Task<IReadOnlyList<Figure>> EightStreamsAsync(double? goal, CancellationToken cancellationToken)
    {
        var (alone, together) = (new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var tokens = 0;
            foreach (var question in Questions)
            {
                tokens += (await AskForMuchAsync(question, cancellationToken)).Timings.DecodeTokens;
            }

            var sequential = clock.Elapsed;
            clock.Restart();
            await Task.WhenAll(Questions.Select(question => AskForMuchAsync(question, cancellationToken)));
            if (round >= 0)
            {
                alone.Add(tokens / sequential.TotalSeconds);
                together.Add(tokens / clock.Elapsed.TotalSeconds);
            }
        }

        return
        [
            Figure.Of(Model, "eight streams together", together, "tokens/s"),
            Figure.Of(Model, "eight streams against one, whole answers", Ratios(together, alone), "x", goal),
        ];
    }

    /// <summary>
    /// How long a short question waits for its first token, marker phase included, alone and while a prompt of 400 tokens is read.
    /// </summary>
    public async Task<IReadOnlyList<Figure>> FirstTokenAsync(CancellationToken cancellationToken)
    {
        var (alone, beside) = (new List<double>(), new List<double>());
        for (var i = -5; i < FirstTokens; i++)
        {
            var single = await AskAsync(client, ShortQuestion, 1, cancellationToken);
            var reading = AskAsync(client, TextOf400Tokens(1000 + (i * 50)), 1, cancellationToken);
            var shared = await AskAsync(client, ShortQuestion, 1, cancellationToken);
            await reading;
            if (i >= 0)
            {
                alone.Add(single.ToMarkers.TotalMilliseconds);
                beside.Add(shared.ToMarkers.TotalMilliseconds);
            }
        }

        var ratio = Percentile.Of(beside, 95) / Percentile.Of(alone, 95);
        return
        [
            Figure.Of(Model, "first token of a short question", alone, "ms"),
            Figure.Of(Model, "the same while another reads 400 tokens", beside, "ms"),
            Figure.AtMost(Model, "its p95 against alone", ratio, Ratios(beside, alone), "x", FirstTokenGoal),
        ];
    }

    /// <summary>The second turn after 400 tokens of history, with the first turn's keys and values kept and without.</summary>
    /// <param name="keeping">The same model, with a cache.</param>
    /// <param name="cancellationToken">Stops the measuring.</param>
    public async Task<IReadOnlyList<Figure>> SecondTurnAsync(MarkerChatClient keeping, CancellationToken cancellationToken)
    {
        var (kept, again, tokens, text) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = -3; i < SecondTurns; i++)
        {
            var history = new List<ChatMessage> { new(ChatRole.User, TextOf400Tokens(5000 + (i * 50))) };
            var options = new ChatOptions { Temperature = 0, MaxOutputTokens = 16 };
            var first = await keeping.GetResponseAsync(history, options, cancellationToken);
            history.AddMessages(first);
            history.Add(new ChatMessage(ChatRole.User, "And why?"));
            var with = await AskAsync(keeping, history, 1, [], cancellationToken);
            var without = await AskAsync(client, history, 1, [], cancellationToken);
            if (i >= 0)
            {
                tokens.Add(first.Usage!.InputTokenCount!.Value);
                kept.Add(with.Timings.Prefill.TotalMilliseconds);
                again.Add(without.Timings.Prefill.TotalMilliseconds);
                text.Add(without.ToMarkers / with.ToMarkers);
            }
        }

        return
        [
            Figure.Of(Model, "history of the second turn", tokens, "tokens"),
            Figure.Of(Model, "second turn, first marker's logits, history kept", kept, "ms"),
            Figure.Of(Model, "second turn, first marker's logits, history read again", again, "ms"),
            Figure.Of(Model, "second turn's first token, faster by", Ratios(again, kept), "x", SecondTurnGoal),
            Figure.Of(Model, "second turn's first text (after the marker phase), faster by", text, "x"),
        ];
    }

    /// <summary>From a cancellation to the free slot, at any moment from the first pass over the prompt on.</summary>
    public async Task<IReadOnlyList<Figure>> CancellationAsync(CancellationToken cancellationToken)
    {
        var random = new Random(1);
        var stops = new List<double>();
        while (stops.Count < Cancellations)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var options = new ChatOptions { Temperature = 3, MaxOutputTokens = 500 };
            var answer = client.GetResponseAsync(TextOf400Tokens(9000 + (stops.Count * 50)), options, ending.Token);
            await Task.Delay(random.Next(200), cancellationToken);
            if (client.RunningRequests == 0)
            {
                continue;
            }

            var clock = Stopwatch.StartNew();
            await ending.CancelAsync();
            try
            {
                await answer;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                stops.Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        return [Figure.AtMost(Model, "cancellation to stop, p95", Percentile.Of(stops, 95), stops, "ms", CancellationGoal)];
    }

    /// <summary>One stream against llama.cpp with the same weights as GGUF, over the same prompts and as many tokens.</summary>
    public async Task<IReadOnlyList<Figure>> LlamaCppAsync(LlamaCpp llama, CancellationToken cancellationToken)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            var (tokens, time) = (0, TimeSpan.Zero);
            var prompts = new List<(IEnumerable<int> Ids, int Tokens)>();
            foreach (var question in Questions)
            {
                var answer = await AskForMuchAsync(question, cancellationToken);
                tokens += answer.Timings.DecodeTokens;
                time += answer.Decode;
                prompts.Add((Prompt(question, answer), answer.Timings.DecodeTokens));
            }

            var faster = await llama.DecodeAsync(prompts, cancellationToken);
            if (round >= 0)
            {
                ours.Add(tokens / time.TotalSeconds);
                theirs.Add(faster);
            }
        }

        return
        [
            Figure.Of(Model, "llama.cpp, Q8_0, one stream, the faster of 1 and all threads", theirs, "tokens/s"),
            Figure.Of(Model, "one stream against llama.cpp", Ratios(ours, theirs), "x", 1),
        ];
    }

    private static double[] Ratios(IEnumerable<double> values, IEnumerable<double> others) => [.. values.Zip(others, (a, b) => a / b)];

    /// <summary>
    /// Sentences that no text of another number shares a beginning with; about 400 tokens in the default model's tokenizer.
    /// </summary>
    private static string TextOf400Tokens(int number) => $"{number}. " + string.Join(
        ' ', Enumerable.Range(number, 16).Select(i => $"The first tool reads {i} files and writes a report about them."));

    private static Task<Answer> AskAsync(MarkerChatClient client, string message, int mostTokens, CancellationToken cancellationToken) =>
        AskAsync(client, [new ChatMessage(ChatRole.User, message)], mostTokens, [], cancellationToken);

    /// <summary>Asks greedily and times the answer.</summary>
    private static async Task<Answer> AskAsync(
        MarkerChatClient client,
        IEnumerable<ChatMessage> messages,
        int mostTokens,
        IEnumerable<KeyValuePair<string, string>> markers,
        CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var marked = TimeSpan.Zero;
        MarkerContent? all = null;
        GenerationTimings? timings = null;
        var options = new ChatOptions { Temperature = 0, MaxOutputTokens = mostTokens }.WithMarkers(markers);
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.Contents.OfType<MarkerContent>().FirstOrDefault() is { } chosen)
            {
                (all, marked) = (chosen, clock.Elapsed);
            }

            timings = update.Contents.OfType<TimingsContent>().FirstOrDefault()?.Timings ?? timings;
        }

        return new Answer(all!, timings!, marked, clock.Elapsed - marked);
    }

    private Task<Answer> AskForMuchAsync(string question, CancellationToken cancellationToken) =>
        AskAsync(client, [new ChatMessage(ChatRole.User, question)], settings.Tokens, LongAnswers, cancellationToken);

    private IEnumerable<int> Prompt(string question, Answer answer) =>
        _layout.EncodePrompt([new PromptMessage("user", question)], answer.Markers.Given)
            .Concat(_layout.EncodeMarkers(answer.Markers.All));

    /// <summary>One answer, timed where its caller stands.</summary>
    /// <param name="Markers">Its markers.</param>
    /// <param name="Timings">What the client tells.</param>
    /// <param name="ToMarkers">From the request to the update with the markers, after which text follows at once.</param>
    /// <param name="Decode">From there to the last update.</param>
    private sealed record Answer(MarkerContent Markers, GenerationTimings Timings, TimeSpan ToMarkers, TimeSpan Decode);
}

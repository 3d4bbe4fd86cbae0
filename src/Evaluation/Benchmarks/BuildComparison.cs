using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Models;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Benchmarks;

/// <summary>
/// <c>tm bench serve --against DIR</c>: how fast this build of the chat server is beside another checkout's. Both servers run at once and
/// are asked the same questions over <c>/v1/chat/completions</c> in turns, so that whatever else the machine does falls on both alike. At the
/// end fifty questions are asked of both, and the equal answers counted.
/// </summary>
/// <param name="model">The model folder that both serve.</param>
/// <param name="other">The other checkout, with a Release build of its chat server.</param>
/// <param name="settings">How much is measured.</param>
/// <param name="output">The JSON file to write.</param>
internal sealed class BuildComparison(string model, string other, ServeSettings settings, string output)
{
    private const double Goal = 0.95;

    // Under every kind of marker and in all languages; greedy answers of at most so many tokens.
    private const int AnswerTokens = 64;
    private static readonly IReadOnlyList<EvalRequest> AnswerQuestions = ReadQuestions();

    /// <summary>Measures both, prints the table and writes the figures.</summary>
    /// <exception cref="CommandException">A server is not built, does not start or does not answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)));
        var (ourBuild, otherBuild) = (ChatServerProcess.FindAssembly(ServeBench.Repository), ChatServerProcess.FindAssembly(other));
        await using var ourServer = await ChatServerProcess.StartAsync(ourBuild, model, settings.Threads, cancellationToken);
        await using var otherServer = await ChatServerProcess.StartAsync(otherBuild, model, settings.Threads, cancellationToken);
        using var ours = await EvalModel.ConnectAsync(ourServer.Address, cancellationToken);
        using var theirs = await EvalModel.ConnectAsync(otherServer.Address, cancellationToken);
        var (one, oneOther, eight, eightOther) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -1; round < settings.Rounds; round++)
        {
            // Who comes first changes from round to round.
            EvalModel[] turns = round % 2 == 0 ? [ours, theirs] : [theirs, ours];
            var single = await OneStreamAsync(turns, cancellationToken);
            var together = new Dictionary<EvalModel, double>();
            foreach (var turn in turns)
            {
                together[turn] = await EightStreamsAsync(turn, cancellationToken);
            }

            // The first round warms up.
            if (round >= 0)
            {
                one.Add(single[ours]);
                oneOther.Add(single[theirs]);
                eight.Add(together[ours]);
                eightOther.Add(together[theirs]);
                var (first, second) = (one[^1] / oneOther[^1], eight[^1] / eightOther[^1]);
                Console.Error.WriteLine($"round {round + 1} of {settings.Rounds}: one stream {first:0.00}, eight {second:0.00}");
            }
        }

        var equal = await EqualAnswersAsync(ours, theirs, cancellationToken);
        IReadOnlyList<Figure> figures =
        [
            .. Compare("one stream", one, oneOther, name),
            .. Compare("eight streams together", eight, eightOther, name),
            Figure.Of(Label, $"questions answered as {name} does", [equal], $"of {AnswerQuestions.Count}"),
        ];
        ServeBench.Write(output, figures, new
        {
            Processors = Environment.ProcessorCount,
            Commit = SourceCommit.Hash,
            Against = name,
            settings.Threads,
            settings.Rounds,
            settings.Tokens,
            figures,
        });
    }

    private string Label => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model)));

    /// <summary>How many questions both answer with the same markers and the same text. What differs is printed.</summary>
    private static async Task<int> EqualAnswersAsync(EvalModel ours, EvalModel theirs, CancellationToken cancellationToken)
    {
        var equal = 0;
        foreach (var question in AnswerQuestions)
        {
            var (our, their) = (await ours.AskAsync(question, cancellationToken), await theirs.AskAsync(question, cancellationToken));
            if (our.Text == their.Text && our.Inferred.Count == their.Inferred.Count && !our.Inferred.Except(their.Inferred).Any())
            {
                equal++;
            }
            else
            {
                Console.Error.WriteLine($"{question.Messages[0].Content}\n  here:  {Show(our)}\n  there: {Show(their)}");
            }
        }

        return equal;

        static string Show(EvalAnswer answer) =>
            $"{string.Join(' ', answer.Inferred.Select(marker => $"{marker.Key}={marker.Value}"))}: {answer.Text.ReplaceLineEndings(" ")}";
    }

    private static IReadOnlyList<EvalRequest> ReadQuestions()
    {
        using var lines = new StreamReader(typeof(BuildComparison).Assembly.GetManifestResourceStream("questions.jsonl")!);
        return
        [
            .. lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<Question>(line, JsonSerializerOptions.Web)!)
                .Select(row => new EvalRequest([new PromptMessage("user", row.Text)], AnswerTokens) { Markers = new(row.Markers) }),
        ];
    }

    private IEnumerable<Figure> Compare(string what, List<double> ours, List<double> theirs, string name)
    {
        return
        [
            Figure.Of(Label, what, ours, "tokens/s"),
            Figure.Of(Label, $"{what}, {name}", theirs, "tokens/s"),
            Figure.Of(Label, $"{what} against {name}", [.. ours.Zip(theirs, (a, b) => a / b)], "x", Goal),
        ];
    }

    private async Task<Dictionary<EvalModel, double>> OneStreamAsync(EvalModel[] turns, CancellationToken cancellationToken)
    {
        var (tokens, seconds) = (turns.ToDictionary(turn => turn, _ => 0L), turns.ToDictionary(turn => turn, _ => 0.0));
        foreach (var question in ServeMeasures.Questions)
        {
            foreach (var turn in turns)
            {
                var answer = await AskAsync(turn, question, cancellationToken);
                tokens[turn] += answer.CompletionTokens;
                seconds[turn] += answer.Milliseconds / 1000;
            }
        }

        return turns.ToDictionary(turn => turn, turn => tokens[turn] / seconds[turn]);
    }

    private async Task<double> EightStreamsAsync(EvalModel turn, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var answers = await Task.WhenAll(ServeMeasures.Questions.Select(question => AskAsync(turn, question, cancellationToken)));
        return answers.Sum(answer => answer.CompletionTokens) / clock.Elapsed.TotalSeconds;
    }

    private async Task<EvalAnswer> AskAsync(EvalModel turn, string question, CancellationToken cancellationToken)
    {
        var request = new EvalRequest([new PromptMessage("user", question)], settings.Tokens)
        {
            Markers = new(ServeMeasures.LongAnswers.ToDictionary()),
        };
        var answer = await turn.AskAsync(request, cancellationToken);
        return answer.Refusal is null ? answer : throw new CommandException($"A server refused a question: {answer.Refusal}");
    }

    private sealed record Question([property: JsonPropertyName("question")] string Text, Dictionary<string, string> Markers);
}

/// <summary>A chat server of a checkout's Release build, in a process and with a database of its own.</summary>
internal sealed class ChatServerProcess : IAsyncDisposable
{
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly string _folder;

    private ChatServerProcess(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>Where it listens: a free port of this machine.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The server's assembly in a checkout.</summary>
    /// <exception cref="CommandException">It is not built.</exception>
    public static string FindAssembly(string checkout)
    {
        var bin = Path.Combine(checkout, "src", "ChatServer", "bin", "Release");
        return Directory.Exists(bin)
            && Directory.EnumerateFiles(bin, "TreasureMarkers.ChatServer.dll", SearchOption.AllDirectories).FirstOrDefault() is { } assembly
                ? assembly
                : throw new CommandException(
                    $"The chat server of '{checkout}' is not built: run `dotnet build src/ChatServer -c Release` there.");
    }

    /// <summary>Starts the server on a free port of this machine and waits until it answers.</summary>
    /// <param name="assembly">The server's assembly.</param>
    /// <param name="model">The model folder to serve.</param>
    /// <param name="threads">Threads of a forward pass.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="CommandException">It does not start; the message is the server's own.</exception>
    public static async Task<ChatServerProcess> StartAsync(
        string assembly, string model, int threads, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("tm-bench-").FullName;
        string[] arguments =
        [
            assembly, "--model", Path.GetFullPath(model), "--port", "0", "--database", Path.Combine(folder, "server.db"),
            "--Inference:Local:Threads", $"{threads}",
        ];
        var server = new ChatServerProcess(
            Process.Start(new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!,
            folder);
        try
        {
            server.Address = await server.ReadAddressAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<Uri> ReadAddressAsync(CancellationToken cancellationToken)
    {
        var address = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var errors = new StringBuilder();
        _process.ErrorDataReceived += (_, e) => errors.AppendLine(e.Data);
        _process.OutputDataReceived += (_, e) =>
        {
            if (e.Data is null)
            {
                address.TrySetResult(null);
            }
            else if (e.Data.StartsWith(Announcement, StringComparison.Ordinal))
            {
                address.TrySetResult(new Uri(e.Data[Announcement.Length..]));
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        try
        {
            if (await address.Task.WaitAsync(StartTimeout, cancellationToken) is { } uri)
            {
                return uri;
            }
        }
        catch (TimeoutException e)
        {
            throw new CommandException($"The server did not start within {StartTimeout.TotalMinutes} minutes.", e);
        }

        await _process.WaitForExitAsync(cancellationToken);
        throw new CommandException($"The server did not start: {errors.ToString().Trim()}");
    }
}

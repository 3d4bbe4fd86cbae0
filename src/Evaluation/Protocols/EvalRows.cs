using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Data;
using TreasureMarkers.Models.Prompts;

namespace TreasureMarkers.Evaluation.Protocols;

/// <summary>The held-out rows of a data folder, and repeatable samples of them.</summary>
/// <param name="rows">The rows of the eval split.</param>
/// <param name="samples">The size of a sample.</param>
/// <param name="seed">Chooses the samples.</param>
internal sealed class EvalRows(IReadOnlyList<DataRow> rows, int samples, int seed)
{
    /// <summary>The marker categories of a row that experiments ask about.</summary>
    public const string Lang = "lang", Task = "task", Format = "format", LengthBucket = "length_bucket";

    /// <summary>The values of a category that at least ten held-out rows have, the most frequent first.</summary>
    /// <param name="category">The category.</param>
    public IReadOnlyList<string> Values(string category) =>
    [
        .. rows.Select(r => r.Markers.GetValueOrDefault(category)).OfType<string>()
            .GroupBy(value => value).Where(group => group.Count() >= 10).OrderByDescending(group => group.Count())
            .Select(group => group.Key),
    ];

    /// <summary>
    /// A sample of the rows without functions that takes the languages in turn, so that the frequent ones do not drown the
    /// others. The same rows whatever the machine and the order of the file.
    /// </summary>
    /// <param name="salt">Tells samples apart.</param>
    /// <param name="wanted">Which rows may be drawn.</param>
    public IReadOnlyList<DataRow> Sample(string salt, Func<DataRow, bool> wanted) =>
        [.. InTurn(salt, row => row.Tools is null && wanted(row)).Take(samples).Select(pair => pair.Row)];

    /// <summary>
    /// A sample of the rows whose answer is one call of a function: of each language as many as a cell has, and no fewer than
    /// <paramref name="least"/> in all while there are.
    /// </summary>
    /// <param name="function">The function's name.</param>
    /// <param name="least">Rows in all, whatever the size of a cell.</param>
    public IReadOnlyList<DataRow> SampleCalls(string function, int least) =>
    [
        .. InTurn(function, row => row.Tools is not null && row.Messages[^1].ToolCalls is [{ } call] && call.Name == function)
            .Where((pair, i) => pair.Turn < samples || i < least).Select(pair => pair.Row),
    ];

    /// <summary>The user's side of a row.</summary>
    /// <param name="row">The row; its last message is the assistant's.</param>
    public static IReadOnlyList<PromptMessage> Prompt(DataRow row) => [.. row.Messages.Take(row.Messages.Count - 1)];

    private IEnumerable<(DataRow Row, int Turn)> InTurn(string salt, Func<DataRow, bool> wanted) =>
        rows.Where(wanted)
            .GroupBy(row => row.Markers.GetValueOrDefault(Lang, ""))
            .SelectMany(group => group.OrderBy(row => Order(salt, row.Id)).Select((row, turn) => (Row: row, Turn: turn)))
            .OrderBy(pair => pair.Turn).ThenBy(pair => Order(salt, pair.Row.Id));

    private ulong Order(string salt, string id) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{salt}\n{id}")));
}

using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Training.Data;

namespace TreasureMarkers.Training.Evaluation;

/// <summary>The held-out rows of a data folder, and repeatable samples of them.</summary>
/// <param name="rows">The rows of the eval split.</param>
/// <param name="samples">The size of a sample.</param>
/// <param name="seed">Chooses the samples.</param>
public sealed class EvalRows(IReadOnlyList<DataRow> rows, int samples, int seed)
{
    /// <summary>The marker categories of a row that experiments ask about.</summary>
    public const string Lang = "lang", Task = "task", Format = "format", LengthBucket = "length_bucket";

    /// <summary>Every row.</summary>
    public IReadOnlyList<DataRow> All => rows;

    /// <summary>The values of a category that at least ten held-out rows have, the most frequent first.</summary>
    /// <param name="category">The category.</param>
    public IReadOnlyList<string> Values(string category) =>
    [
        .. rows.Select(r => r.Markers.GetValueOrDefault(category)).OfType<string>()
            .GroupBy(value => value).Where(group => group.Count() >= 10).OrderByDescending(group => group.Count())
            .Select(group => group.Key),
    ];

    /// <summary>
    /// A sample that takes the languages in turn, so that the frequent ones do not drown the others. The same rows whatever the
    /// machine and the order of the file.
    /// </summary>
    /// <param name="salt">Tells samples apart.</param>
    /// <param name="wanted">Which rows may be drawn.</param>
    public IReadOnlyList<DataRow> Sample(string salt, Func<DataRow, bool> wanted) =>
    [
        .. rows.Where(wanted)
            .GroupBy(row => row.Markers.GetValueOrDefault(Lang, ""))
            .SelectMany(group => group.OrderBy(row => Order(salt, row.Id)).Select((row, turn) => (row, turn)))
            .OrderBy(pair => pair.turn).ThenBy(pair => Order(salt, pair.row.Id))
            .Take(samples).Select(pair => pair.row),
    ];

    /// <summary>The user's side of a row.</summary>
    /// <param name="row">The row; its last message is the assistant's.</param>
    public static IReadOnlyList<RowMessage> Prompt(DataRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. row.Messages.Take(row.Messages.Count - 1)];
    }

    private ulong Order(string salt, string id) =>
        BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{salt}\n{id}")));
}

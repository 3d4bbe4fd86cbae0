using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TreasureMarkers.Data.Import;

namespace TreasureMarkers.Data.Tests.Import;

/// <summary>No record is lost unsaid, whatever the files hold.</summary>
public sealed class ImportPropertyTests
{
    /// <summary>Lines of every kind: rows of all shapes with few different texts, so that some are equal, and what is no row.</summary>
    private static Gen<string> Line()
    {
        var text = Gen.OneOf(
            Gen.Elements("", " ", "a", "b", "What is it?", "Der Hund läuft im Garten.", "- x\n- y", "```py\nx\n```", "\u0000", "émoji 🎉", "\"", "{", "[1]"),
            ArbMap.Default.GeneratorFor<string?>().Select(s => new string([.. (s ?? "").Where(c => !char.IsSurrogate(c))])));
        var word = Gen.Elements("user", "assistant", "system", "human", "gpt", "tool", "narrator");
        Gen<string> Row(Func<string, string, string, object> of) => text.Zip(text).Zip(word)
            .Select(parts => JsonSerializer.Serialize(of(parts.Item1.Item1, parts.Item1.Item2, parts.Item2)));
        return Gen.Frequency(
            (4, Row((a, b, _) => new { prompt = a, completion = b })),
            (3, Row((a, b, role) => new { messages = new[] { new { role, content = a }, new { role = "assistant", content = b } } })),
            (2, Row((a, b, role) => new { conversations = new[] { new { from = role, value = a }, new { from = "gpt", value = b } } })),
            (2, Row((a, b, _) => new { instruction = a, input = b, output = a })),
            (1, Row((a, b, _) => new { prompt = new[] { new { role = "user", content = a } }, completion = b, group = b })),
            (1, Row((a, _, _) => new { text = a })),
            (1, Row((a, b, role) => new { question = a, answer = b, split = role })),
            (1, Row((a, b, _) => new { prompt = a, completion = b, markers = new { lang = b, format = a } })),
            (2, text.Select(t => t.ReplaceLineEndings(" "))),
            (1, Gen.Elements("{", "[]", "null", "7", "{}", "{\"prompt\":null}", "{\"prompt\":\"\\ud800\",\"completion\":\"x\"}")));
    }

    [Fact]
    public void Records_in_are_rows_and_texts_out_and_rejects_and_duplicates() => Prop.ForAll(Line().ArrayOf().ToArbitrary(), lines =>
    {
        using var files = new ImportFiles();
        files.Write("a.jsonl", [.. lines.Take(lines.Length / 2)]);
        files.Write("b.jsonl", [.. lines.Skip(lines.Length / 2)]);
        var records = lines.Count(line => !string.IsNullOrWhiteSpace(line));
        ImportReport report;
        try
        {
            report = files.ImportAsync(new ImportOptions { WithMarkers = lines.Length % 2 == 0 }, files["a.jsonl"], files["b.jsonl"]).GetAwaiter().GetResult();
        }
        catch (DataFormatException)
        {
            return files.Rejects().Count == records;
        }

        var (rows, texts) = (files.RowsAsync().GetAwaiter().GetResult(), files.TextsAsync().GetAwaiter().GetResult());
        var left = report.Manifest.Duplicates;
        return records == report.Manifest.Import!.Records
            && records == rows.Count + texts.Count + files.Rejects().Count + left.Rows + left.RowsAcrossSplits
            && rows.Select(row => row.Id).Distinct().Count() == rows.Count
            && rows.GroupBy(row => row.Group).All(group => group.Select(row => row.Split).Distinct().Count() == 1);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}

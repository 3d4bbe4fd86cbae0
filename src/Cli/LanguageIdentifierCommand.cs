using System.CommandLine;
using Spectre.Console;
using TreasureMarkers.Data.LanguageId;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Cli;

/// <summary><c>tm data language-identifier</c>: makes the language identifier that Markers embeds, and measures it.</summary>
internal static class LanguageIdentifierCommand
{
    /// <summary>The command.</summary>
    /// <param name="cache">The option that says where downloads are kept.</param>
    public static Command Create(Option<string> cache) =>
        new EmbeddedModelCommand<LanguageIdentifier>("language-identifier", "Learn the embedded language identifier and report its accuracy on held-out sentences.")
        {
            Read = LanguageCorpus.ReadAsync,
            Train = LanguageIdentifierTrainer.Train,
            Write = (identifier, file) => identifier.Write(file),
            Measure = Measure,
        }.Create(cache);

    private static Table Measure(IReadOnlyList<LanguageSample> samples, LanguageIdentifier identifier)
    {
        var table = new Table().AddColumns("language", "prose", "right", "messages", "right");
        foreach (var language in samples.Where(s => s.IsHeldOut).GroupBy(s => s.Language).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            string[] cells = [language.Key];
            foreach (var prose in (bool[])[true, false])
            {
                LanguageSample[] some = [.. language.Where(s => s.IsProse == prose)];
                var right = some.Count(s => identifier.Identify(s.Text).Language == s.Language);
                cells = [.. cells, some.Length.ToString(), some.Length == 0 ? "" : $"{100.0 * right / some.Length:0.00}%"];
            }

            table.AddRow(cells);
        }

        return table;
    }
}

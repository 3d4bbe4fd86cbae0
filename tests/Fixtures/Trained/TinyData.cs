using System.IO.Compression;
using System.Text.Json;
using TreasureMarkers.Data;
using TreasureMarkers.Markers.Measurement;

namespace TreasureMarkers.Fixtures.Trained;

/// <summary>A small real data folder: what some countries are called, in four languages and three formats.</summary>
internal static class TinyData
{
    private static readonly string[] Languages = ["English", "French", "German", "Spanish"];

    private static readonly string[][] Countries =
    [
        ["Germany", "Allemagne", "Deutschland", "Alemania"], ["France", "France", "Frankreich", "Francia"],
        ["Spain", "Espagne", "Spanien", "España"], ["Italy", "Italie", "Italien", "Italia"],
        ["Poland", "Pologne", "Polen", "Polonia"], ["Norway", "Norvège", "Norwegen", "Noruega"],
        ["Greece", "Grèce", "Griechenland", "Grecia"], ["Turkey", "Turquie", "Türkei", "Turquía"],
        ["Japan", "Japon", "Japan", "Japón"], ["Brazil", "Brésil", "Brasilien", "Brasil"],
        ["Egypt", "Égypte", "Ägypten", "Egipto"], ["India", "Inde", "Indien", "India"],
        ["Switzerland", "Suisse", "Schweiz", "Suiza"], ["Austria", "Autriche", "Österreich", "Austria"],
        ["Belgium", "Belgique", "Belgien", "Bélgica"], ["Ireland", "Irlande", "Irland", "Irlanda"],
    ];

    private static readonly Provenance Origin = new("inline", "1", "CC0-1.0", "countries");

    /// <summary>Writes rows and running text; the tokenizer is trained from them afterwards.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        WriteLines(Path.Combine(folder, DataFolder.RowsFile), Countries.SelectMany(Rows));
        WriteLines(Path.Combine(folder, DataFolder.PretrainFile), Countries.SelectMany(Texts));
        File.WriteAllText(Path.Combine(folder, DataFolder.ManifestFile), """{ "profile": "inline" }""");
    }

    private static IEnumerable<DataRow> Rows(string[] names, int number)
    {
        for (var language = 0; language < Languages.Length; language++)
        {
            var (name, other) = (names[language], names[(language + 1) % Languages.Length]);
            yield return Row(number, $"{language}-plain", $"{names[0]} in {Languages[language]}?", Sentence(language, name), "Translation", Languages[language], null);
            yield return Row(number, $"{language}-list", $"{names[0]}: {Languages[language]}?", $"- {name}\n- {other}", "QuestionAnswering", Languages[language], "Enumeration");
            yield return Row(number, $"{language}-json", $"{names[0]}, {Languages[language]}", $$"""{"name": "{{name}}"}""", "InformationExtraction", Languages[language], "JSON");
        }
    }

    private static IEnumerable<PretrainRow> Texts(string[] names, int number) => Languages.Select((language, i) => new PretrainRow(
        $"text-{number}-{i}", SplitOf(number), $"group-{number}", $"{Sentence(i, names[i])} {names[0]}, {names[1]}, {names[2]}, {names[3]}.", language, Origin));

    private static DataRow Row(int number, string id, string question, string answer, string task, string language, string? format)
    {
        var tokens = LengthMeasure.Tokens(answer);
        var markers = new Dictionary<string, string>
        {
            ["length_tokens"] = $"{tokens}",
            ["length_bucket"] = LengthMeasure.Bucket(tokens),
            ["task"] = task,
            ["domain"] = "SocialSciences",
            ["source"] = "Synthetic",
            ["lang"] = language,
        };
        if (format is not null)
        {
            markers["format"] = format;
        }

        return new DataRow($"row-{number}-{id}", SplitOf(number), $"group-{number}", [new("user", question), new("assistant", answer)], markers, Origin);
    }

    private static string Sentence(int language, string name) => language switch
    {
        0 => $"The country is called {name}.",
        1 => $"Le pays s'appelle {name}.",
        2 => $"Das Land heißt {name}.",
        _ => $"El país se llama {name}.",
    };

    private static string SplitOf(int number) => number < Countries.Length - 2 ? DataSplit.Train : DataSplit.Eval;

    private static void WriteLines<T>(string path, IEnumerable<T> rows)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        using var writer = new StreamWriter(gzip);
        foreach (var row in rows)
        {
            writer.WriteLine(JsonSerializer.Serialize(row, DataFolder.Json));
        }
    }
}

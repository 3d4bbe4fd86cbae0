using TreasureMarkers.Data.Writing;

namespace TreasureMarkers.Data.Sources.CodeText;

/// <summary>Instructions about code, in the language that the row is in.</summary>
internal static class CodePrompt
{
    /// <summary>An instruction with its code: bare, or in a fence as people paste it.</summary>
    public static string With(StableRandom random, string instruction, string code, string codeType)
    {
        var fence = random.Chance(0.4) ? $"```{(random.Chance(0.7) ? codeType : "")}\n{code}\n```" : code;
        return instruction[^1] is not ':' and not '：' && random.Chance(0.15) ? $"{fence}\n\n{instruction}" : $"{instruction}\n\n{fence}";
    }

    /// <summary>"Fix this code", with or without the programming language's name.</summary>
    public static string Fix(StableRandom random, Phrases phrases, string codeType) => random.Chance(0.5)
        ? phrases.Say(random, "codefix.fix")
        : phrases.Say(random, "codefix.fixIn", ("code", CodeNames.Of(codeType)));

    /// <summary>English and some of the other languages, so that what a record is asked in keeps a long tail.</summary>
    public static IEnumerable<string> Languages(StableRandom random, IReadOnlyList<DataLanguage> languages, int others) =>
        languages.Where(l => l.Name == "English")
            .Concat(random.Sample([.. languages.Where(l => l.Name != "English")], others)).Select(l => l.Name);
}

/// <summary>The programming languages' names in prose, which are the same in every language.</summary>
internal static class CodeNames
{
    /// <summary>The name of a value of <c>code_type</c>.</summary>
    public static string Of(string codeType) => codeType switch
    {
        "javascript" => "JavaScript",
        "typescript" => "TypeScript",
        "cpp" => "C++",
        "csharp" => "C#",
        "sql" => "SQL",
        "php" => "PHP",
        "cobol" => "COBOL",
        { Length: > 0 } => char.ToUpperInvariant(codeType[0]) + codeType[1..],
        _ => throw new ArgumentException("A programming language has a name.", nameof(codeType)),
    };
}

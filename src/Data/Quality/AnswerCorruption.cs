using System.Text;

namespace TreasureMarkers.Data.Quality;

/// <summary>
/// Makes worse answers of good ones, as teachers of what a low quality marker means: the language stays, and so does the
/// format where there is one. Plain text, lists and Markdown only; answers shorter than <see cref="ShortestAnswer"/>
/// characters are not damaged, since a cut name may be another right name.
/// </summary>
internal static class AnswerCorruption
{
    /// <summary>The fewest characters of an answer that can be damaged.</summary>
    public const int ShortestAnswer = 60;

    private static readonly string[] Debris = ["&nbsp;", "<br>", "&amp;quot;", "</p>", "{{", "&#39;", "\\n", "%s"];

    /// <summary>A worse answer, the same for the same stream of choices; null when this one cannot be damaged.</summary>
    /// <param name="random">The row's own choices.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="format">Its format, or null for plain text.</param>
    public static string? Damage(StableRandom random, string answer, string? format)
    {
        if (answer.Length < ShortestAnswer || format is not (null or "Enumeration" or "Markdown"))
        {
            return null;
        }

        var spaced = answer.Count(c => c == ' ') * 12 > answer.Length;
        // A list that breaks off, or whose names are mistyped, may pass for another good list: only plain damage is done there.
        var damaged = random.Next(format is not null ? 3 : spaced ? 6 : 5) switch
        {
            0 => Repeat(random, answer),
            1 => Misread(random, answer),
            2 => Litter(random, answer),
            3 => Cut(random, answer),
            4 => Mistype(random, answer),
            _ => Shuffle(random, answer),
        };
        return damaged == answer ? null : damaged;
    }

    /// <summary>Breaks off in the middle of a word or sentence.</summary>
    private static string Cut(StableRandom random, string answer)
    {
        var end = (answer.Length * 4 / 10) + random.Next(answer.Length * 4 / 10);
        while (end > 20 && !(char.IsLetter(answer[end - 1]) && char.IsLetter(answer[end])))
        {
            end--;
        }

        return answer[..end];
    }

    /// <summary>Says the last line again, two or three times.</summary>
    private static string Repeat(StableRandom random, string answer)
    {
        var last = answer[(answer.LastIndexOf('\n') + 1)..];
        var separator = answer.Contains('\n', StringComparison.Ordinal) ? "\n" : " ";
        var text = new StringBuilder(answer);
        for (var times = 1 + random.Next(2); times >= 0; times--)
        {
            text.Append(separator).Append(last);
        }

        return text.ToString();
    }

    /// <summary>Some words as UTF-8 read as Latin-1; where a word is ASCII, one letter is lost to U+FFFD.</summary>
    private static string Misread(StableRandom random, string answer) => Words(answer, random, 0.25, word =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(word)) is var misread && misread != word ? misread
            : Replace(word, random.Next(word.Length), "\uFFFD"));

    /// <summary>Pieces of markup between the words.</summary>
    private static string Litter(StableRandom random, string answer) => Words(answer, random, 0.2, word => word + random.Pick(Debris));

    /// <summary>Letters lost, doubled and swapped in half of the words.</summary>
    private static string Mistype(StableRandom random, string answer) => Words(answer, random, 0.5, word =>
    {
        var at = random.Next(Math.Max(1, word.Length - 1));
        return random.Next(3) switch
        {
            0 when word.Length > 2 => word.Remove(at, 1),
            1 => word.Insert(at, new string(word[at], 2)),
            _ when word.Length > 1 => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
            _ => word + word,
        };
    });

    /// <summary>The words of each line in random order after the first one, an eighth of them lost.</summary>
    private static string Shuffle(StableRandom random, string answer) => string.Join('\n', answer.Split('\n').Select(line =>
    {
        var words = line.Split(' ');
        return words.Length < 4 ? line
            : string.Join(' ', [words[0], .. random.Sample(words[1..], words.Length).Take(words.Length - 1 - (words.Length / 8))]);
    }));

    private static string Replace(string word, int at, string with) => word[..at] + with + word[(at + 1)..];

    /// <summary>
    /// Changes a share of the words, and always one; a stretch without spaces is taken in pieces of eight characters. Marks of a format are
    /// left alone.
    /// </summary>
    private static string Words(string answer, StableRandom random, double share, Func<string, string> change)
    {
        var text = new StringBuilder(answer.Length);
        var (changed, start) = (0, 0);
        for (var i = 0; i <= answer.Length; i++)
        {
            if (i < answer.Length && answer[i] is not (' ' or '\n') && (i - start < 8 || char.IsAscii(answer[i])))
            {
                continue;
            }

            var word = answer[start..i];
            var isWord = word.Length > 1 && word.All(c => char.IsLetter(c) || char.IsPunctuation(c)) && char.IsLetter(word[0])
                && !word.Contains('*', StringComparison.Ordinal);
            var hit = isWord && (random.Chance(share) || (changed == 0 && i > answer.Length / 2));
            text.Append(hit ? change(word) : word);
            changed += hit ? 1 : 0;
            start = i;
            if (i < answer.Length && answer[i] is ' ' or '\n')
            {
                text.Append(answer[i]);
                start++;
            }
        }

        return text.ToString();
    }
}

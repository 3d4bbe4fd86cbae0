using System.Globalization;

namespace TreasureMarkers.Data.Sources.Exercises;

/// <summary>A computed exercise in no language yet.</summary>
/// <param name="Key">Its phrases are <c>synthetic.KEY</c>.</param>
/// <param name="Domain">The taxonomy's domain.</param>
/// <param name="Values">What fills the phrases' placeholders, but for the person's name.</param>
/// <param name="Result">The right answer: a plain number, a day from 1 for Monday to 7 when <see cref="IsDay"/>.</param>
/// <param name="Unit">The unit after the answer with its space, or empty.</param>
/// <param name="Steps">How to compute it, at least two lines without words; <c>{day:N}</c> stands for a weekday's name.</param>
internal sealed record Problem(string Key, string Domain, IReadOnlyList<(string Name, string Value)> Values, int Result, string Unit,
    IReadOnlyList<string> Steps)
{
    /// <summary>Whether the answer is a day of the week.</summary>
    public bool IsDay { get; init; }

    /// <summary>Exercises of about the same numbers share a group, in all languages.</summary>
    public string Group => $"synthetic/{Key}/{StableHash.Of([.. Values.Select(v => v.Value)]) % 400}";
}

/// <summary>Draws exercises and computes their answers.</summary>
internal static class ProblemMaker
{
    /// <summary>The kinds of exercises.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["add", "mul", "shop", "trip", "unit", "minutes", "temp", "days", "weekday"];

    /// <summary>One exercise of a kind.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="random">Draws its numbers.</param>
    public static Problem Make(string key, StableRandom random)
    {
        return key switch
        {
            "add" => Add(random.Next(900) + 20, random.Next(400) + 10, random),
            "mul" => Multiply(random.Next(40) + 3, random.Next(30) + 3, random.Next(200) + 2),
            "shop" => Shop(random.Next(9) + 2, random.Next(8) + 2, random),
            "trip" => Trip(random.Next(45) * 5 + 40, random.Next(8) + 3),
            "unit" => Convert(key, "Sciences", random.Next(900) + 2, 1000, "1 km = 1000 m", " m"),
            // Three to ten take the same plural wherever a language has several.
            "minutes" => Convert(key, "Math", random.Next(8) + 3, 60, "1 h = 60 min", " min"),
            "temp" => Temperature(random.Next(80) * 5),
            "days" => Days(Date(random), random.Next(80) + 32),
            "weekday" => Weekday(Date(random)),
            _ => throw new ArgumentException($"There is no exercise '{key}'; use one of {string.Join(", ", Keys)}.", nameof(key)),
        };
    }

    private static Problem Add(int a, int b, StableRandom random)
    {
        var c = random.Next(a + b - 2) + 1;
        return new Problem("add", "Math", Numbers(a, b, c), a + b - c, "", [$"{a} + {b} = {a + b}", $"{a + b} − {c} = {a + b - c}"]);
    }

    private static Problem Multiply(int a, int b, int c) =>
        new("mul", "Math", Numbers(a, b, c), a * b + c, "", [$"{a} × {b} = {a * b}", $"{a * b} + {c} = {a * b + c}"]);

    private static Problem Shop(int a, int b, StableRandom random)
    {
        var paid = a * b + random.Next(60) + 1;
        return new Problem("shop", "Finance", Numbers(a, b, paid), paid - a * b, " €",
            [$"{a} × {b} € = {a * b} €", $"{paid} € − {a * b} € = {paid - a * b} €"]);
    }

    private static Problem Trip(int speed, int hours) =>
        new("trip", "Sciences", Numbers(speed, hours), speed * hours, " km",
            ["s = v × t", $"{speed} km/h × {hours} h = {speed * hours} km"]);

    private static Problem Convert(string key, string domain, int a, int factor, string rule, string unit) =>
        new(key, domain, Numbers(a), a * factor, unit, [rule, $"{a} × {factor} = {a * factor}{unit}"]);

    private static Problem Temperature(int celsius) => new(
        "temp", "Sciences", Numbers(celsius), celsius * 9 / 5 + 32, " °F",
        [$"{celsius} × 9 / 5 = {celsius * 9 / 5}", $"{celsius * 9 / 5} + 32 = {celsius * 9 / 5 + 32} °F"]);

    private static Problem Days(DateOnly from, int count)
    {
        var to = from.AddDays(count);
        var middle = new DateOnly(from.Year, from.Month, 1).AddMonths(1);
        var (first, second) = (middle.DayNumber - from.DayNumber, to.DayNumber - middle.DayNumber);
        return new Problem("days", "Math", [("a", Text(from)), ("b", Text(to))], count, "",
            [$"{Text(from)} → {Text(middle)}: {first}", $"{Text(middle)} → {Text(to)}: {second}", $"{first} + {second} = {count}"]);
    }

    private static Problem Weekday(DateOnly date)
    {
        var start = new DateOnly(date.Year, 1, 1);
        var passed = date.DayNumber - start.DayNumber;
        return new Problem("weekday", "Math", [("a", Text(date))], Day(date), "",
            [$"{Text(start)} = {{day:{Day(start)}}}", $"{Text(start)} → {Text(date)}: {passed}",
                $"{passed} = 7 × {passed / 7} + {passed % 7}", $"{{day:{Day(start)}}} + {passed % 7} = {{day:{Day(date)}}}"])
        {
            IsDay = true,
        };
    }

    private static DateOnly Date(StableRandom random) => new DateOnly(1990, 1, 1).AddDays(random.Next(50 * 365));

    private static int Day(DateOnly date) => ((int)date.DayOfWeek + 6) % 7 + 1;

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static (string, string)[] Numbers(params int[] numbers) =>
        [.. numbers.Select((number, i) => (((char)('a' + i)).ToString(), number.ToString(CultureInfo.InvariantCulture)))];
}

using System.Text;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>
/// Random and hostile inputs, the same ones in every run. TREASURE_FUZZ_COUNT raises how many (the default keeps the tests
/// fast; 100000 is the long run).
/// </summary>
public sealed class Fuzz(int seed)
{
    private static readonly string[] Texts =
    [
        "", "Hi", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\ufffe", "\\n\\ndata: [DONE]\\n\\n", "<|end|>", "<|user|>", "<MARKER_LIST> <lang> German </lang> </MARKER_LIST>",
        "<MARKER_LIST> <lang>", "'; DROP TABLE messages; --", "../../etc/passwd", "😀", "ａ\u202e", "text", "user", "tool", "function", "required",
        "json_schema", "German", "length_tokens", "call_1", "{}", "[", "NaN", "1e999",
    ];

    private static readonly string[] Names =
    [
        "messages", "role", "content", "type", "text", "tool_calls", "tool_call_id", "id", "function", "name", "arguments", "tools", "tool_choice",
        "parameters", "response_format", "json_schema", "schema", "markers", "lang", "length_tokens", "enforce", "temperature", "top_p", "seed", "stop",
        "n", "stream", "stream_options", "include_usage", "max_tokens", "logit_bias", "model", "options", "conversationId", "maxOutputTokens", "", "\\ud800", "\\u0000",
    ];

    private static readonly string[] Numbers = ["0", "-0", "1", "-1", "2", "0.5", "1e999", "-1e-999", "9223372036854775808", "2147483648", "00", "1."];

    private readonly Random _random = new(seed);

    /// <summary>How many inputs one test tries.</summary>
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("TREASURE_FUZZ_COUNT"), out int count) && count > 0 ? count : 1500;

    /// <summary>A valid request damaged, or JSON of the right names in the wrong places.</summary>
    /// <param name="valid">Requests that are valid.</param>
    public string Body(IReadOnlyList<string> valid) => _random.Next(3) switch
    {
        0 => Value(6),
        1 => Damage(valid[_random.Next(valid.Count)]),
        _ => Replace(valid[_random.Next(valid.Count)]),
    };

    /// <summary>A text with pieces cut out, doubled, swapped and overwritten.</summary>
    public string Damage(string text)
    {
        var damaged = new StringBuilder(text);
        for (int times = _random.Next(1, 5); times > 0 && damaged.Length > 0; times--)
        {
            int place = _random.Next(damaged.Length);
            int length = _random.Next(Math.Min(20, damaged.Length - place) + 1);
            string piece = damaged.ToString(place, length);
            switch (_random.Next(4))
            {
                case 0:
                    damaged.Remove(place, length);
                    break;
                case 1:
                    damaged.Insert(_random.Next(damaged.Length), piece);
                    break;
                case 2:
                    damaged[place] = (char)_random.Next(_random.Next(2) == 0 ? 128 : 65536);
                    break;
                default:
                    damaged.Insert(place, Pick(Texts));
                    break;
            }
        }

        return damaged.ToString();
    }

    /// <summary>A text of letters, line ends, controls and whole characters from all of Unicode.</summary>
    public string Text(int longest)
    {
        var text = new StringBuilder();
        for (int length = _random.Next(longest + 1); length > 0; length--)
        {
            int code = _random.Next(5) switch
            {
                0 => _random.Next(32),
                1 => _random.Next(0xE000, 0x110000),
                2 => "\r\n:\u2028\u0085\0"[_random.Next(6)],
                _ => _random.Next(32, 0xD800),
            };
            text.Append(new Rune(code));
        }

        return text.ToString();
    }

    /// <summary>A text cut into pieces, now and then between the halves of a character.</summary>
    public IEnumerable<string> Cut(string text)
    {
        for (int place = 0; place < text.Length;)
        {
            int length = _random.Next(1, Math.Min(8, text.Length - place) + 1);
            yield return text.Substring(place, length);
            place += length;
        }
    }

    // One value of a valid request becomes another one.
    private string Replace(string text)
    {
        int[] colons = [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ':')];
        if (colons.Length == 0)
        {
            return text;
        }

        int start = colons[_random.Next(colons.Length)] + 1;
        int end = text.IndexOfAny([',', '}', ']'], start);
        return end < 0 ? text : text[..start] + Value(3) + text[end..];
    }

    private string Value(int depth) => _random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => Pick(Numbers),
        1 => Pick(["true", "false", "null"]),
        2 or 3 => $"\"{Pick(Texts)}\"",
        4 => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Value(depth - 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, _random.Next(5)).Select(_ => $"\"{Pick(Names)}\":{Value(depth - 1)}")) + "}",
    };

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}

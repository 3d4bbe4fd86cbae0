using System.Globalization;
using System.Text.Json;

namespace TreasureMarkers.Models.Tokenization;

/// <summary>Reads what tokenizer_config.json says beyond tokenizer.json, as transformers does.</summary>
internal static class TokenizerConfigReader
{
    /// <summary>A tokenizer with the tokens around a text, and the added tokens, of a tokenizer_config.json.</summary>
    /// <param name="model">What tokenizer.json says.</param>
    /// <param name="json">The text of tokenizer_config.json.</param>
    /// <exception cref="FormatException">It is not valid, or names a token that there is not.</exception>
    public static TokenizerModel Complete(TokenizerModel model, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Complete(model, document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The file is not valid JSON: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"A part of the file has another type than in a tokenizer_config.json: {exception.Message}", exception);
        }
    }

    private static TokenizerModel Complete(TokenizerModel model, JsonElement root)
    {
        model = WithAdded(model, root);
        var ids = model.AddedTokens.ToDictionary(token => token.Content, token => token.Id);
        var (begin, end) = (IdOf("bos_token"), IdOf("eos_token"));
        return model with
        {
            Boundary = new TextBoundary(
                begin ?? model.Boundary.Begin,
                end ?? model.Boundary.End,
                IdOf("pad_token"),
                // The encoder's own: without one there, what has no token is left out.
                model.Boundary.Unknown,
                begin is not null && (Flag("add_bos_token") ?? model.Boundary.AddsBegin),
                end is not null && (Flag("add_eos_token") ?? model.Boundary.AddsEnd)),
        };

        int? IdOf(string name)
        {
            if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            var content = value.ValueKind == JsonValueKind.Object ? value.GetProperty("content").GetString()! : value.GetString()!;
            return ids.TryGetValue(content, out var id) ? id
                : Array.IndexOf(model.Tokens, content) is >= 0 and var ordinary ? ordinary
                : throw new FormatException($"Its {name} is '{content}', which the tokenizer lacks.");
        }

        bool? Flag(string name) => root.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : null;
    }

    private static TokenizerModel WithAdded(TokenizerModel model, JsonElement root)
    {
        if (!root.TryGetProperty("added_tokens_decoder", out var decoder))
        {
            return model;
        }

        var known = model.AddedTokens.Select(token => token.Id).ToHashSet();
        var tokens = model.Tokens.ToList();
        var added = model.AddedTokens.ToList();
        foreach (var entry in decoder.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id > VocabularyBuilder.LargestId)
            {
                throw new FormatException($"Its added_tokens_decoder names '{entry.Name}', which is no token id.");
            }

            if (known.Contains(id))
            {
                continue;
            }

            var token = TokenizerJsonReader.ReadAdded(entry.Value, id);
            while (tokens.Count <= id)
            {
                tokens.Add(null);
            }

            if (token.Content.Length == 0 || (tokens[id] ?? token.Content) != token.Content || added.Exists(other => other.Content == token.Content))
            {
                throw new FormatException($"Its added token {id} is empty, or a token of tokenizer.json already.");
            }

            tokens[id] = token.Content;
            added.Add(token);
        }

        return model with { Tokens = [.. tokens], AddedTokens = added };
    }
}

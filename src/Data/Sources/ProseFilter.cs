using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources;

/// <summary>
/// Keeps out of the collections of sayings what no one should be taught: personal data, insults, smut, drawings and debris.
/// </summary>
internal static partial class ProseFilter
{
    private const int Shortest = 20;
    private const int Longest = 2500;

    /// <summary>Drawings and tables are mostly signs; prose is mostly letters.</summary>
    private const double LeastLetters = 0.6;

    /// <summary>Whether a saying may be used.</summary>
    /// <param name="text">The cleaned text.</param>
    public static bool IsFit(string text) => text.Length is >= Shortest and <= Longest && HasLetters(text)
        && !Personal().IsMatch(text) && !Crude().IsMatch(text) && !Groups().IsMatch(text) && !Rot13().IsMatch(text);

    private static bool HasLetters(string text)
    {
        var letters = text.Count(char.IsLetter);
        return letters >= text.Count(c => !char.IsWhiteSpace(c)) * LeastLetters;
    }

    /// <summary>Addresses, links, telephone numbers, chat logs and control characters.</summary>
    [GeneratedRegex(
        @"@|https?:|www\.|\+?\d{2,4}[-/ ]\d{3,}[- ]?\d{2,}|^\s*[<\[][\w|^`-]+[>\]]|^(From|Subject|Date|Od|Von):"
        + @"|[\u0000-\u0008\u000B-\u001F\uFFFD]",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Personal();

    /// <summary>
    /// The beginnings of crude and sexual words, per language; matched at a word's beginning, so that innocent words are lost rather than
    /// crude ones kept.
    /// </summary>
    [GeneratedRegex(
        @"\b(fuck|shit|bullshit|cunt|cock(s|suck)|pussy|tits?\b|bitch|bastard|whore|slut|asshole|arse|penis|vagina|orgas|masturb"
        + @"|erecti|naked|nude|rape|raping|sex|porn|virgin|breast|balls|condom|horny|boob|piss|crap\b|damn|screw(ed|ing) (her|him|you)"
        + @"|prostitut|brothel|genital|testic|suicid|nazi|hitler|adolf|kill yourself"
        + @"|schei|arsch|fick|fotze|hure|nutte|schwanz|titten|busen|piss|kotz|wichs|bumsen|vögel[nt]|wixx?|nackt|selbstmord|führer\b"
        + @"|neger|jude|türke|blondine"
        + @"|mierd|joder|put[ao]s?\b|coñ|culo|cojon|follar|carajo|maric|desnud|suicid|teta|polla|gilipoll|verga"
        + @"|cazz|stronz|merd|fottut|culo|puttan|troi[ae]\b|figa|scop(o|are|ata)|tette|nud[oaie]\b|minchia|coglion|pompin|chiav|froci"
        + @"|negr[oi]"
        + @"|kurw|chuj|dup[aąyęi]|pizd|pierd|jeb|cip[aęykc]|qrw|pedał|pedal\b|żyd|murzyn|zajeb|wkurw|seks|cyc[ek]|nag[aieo]\b|dziwk"
        + @"|srać|gówn|burdel"
        + @"|kurv|píč|prdel|hovn|jeb|mrd|kokot|čůr|prostitut|děvk|nah[áýé]|šoust|cigán|žid|negr"
        + @"|блин|бля|хуй|хуе|хер|пизд|еба|ебл|ёб|сука|сук[иу]|жоп|говн|дерьм|шлюх|прост?итут|трах|мудак|гандон|презерватив|голая|голый"
        + @"|голые|педик|гомик|импотен|оргазм|эроти|порно|жид|негр|чукч|хохл|изнасил|девствен|еврей|еврее|путан|сиськ|самоубий"
        + @"|porra|caralh|foder|foda|buceta|bosta|viad|bich[ao]\b|cu\b|bund[ao]|peito|puta|tesão|transa|gostosa|negão|pelad[oa]|gay"
        + @"|pinto|camisinha|punhet|xota|corno)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Crude();

    /// <summary>Jokes at the cost of a people, a sex or a faith.</summary>
    [GeneratedRegex(
        @"\b(jew(s|ish)?|polack|polish joke|nigg|negro|chinam|jap(s)?\b|irishm|aggie|blonde|gay|lesbian|homosex|fag(got)?s?\b|retard"
        + @"|cripple|spastic|your (mother|wife)|my wife|women are|woman is|girls are|rus+ki|schwul|lesb|ausländer|polacke|weiber|mujer"
        + @"|donn[ae]\b|femmin|kobiet|bab[ayęo]\b|žen[ayou]|баб[аыу]|женщин|жен[аыу]\b|mulher|loira|português|frau(en)?\b|suegra"
        + @"|suocera|tchyně|теща|тёща|schwieger)|屄|操你|傻逼|妈的|性交|强奸|妓|法轮|习近平|毛泽东|江泽民|六四",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Groups();

    /// <summary>Words that are common only in Latin text turned by 13 letters.</summary>
    [GeneratedRegex(
        @"\b(gur|naq|lbh|qry|cnen|dhr|ry|yn|han|pba|yb|ra) .*\b(gur|naq|lbh|qry|cnen|dhr|ry|yn|han|pba|yb|ra)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Rot13();
}

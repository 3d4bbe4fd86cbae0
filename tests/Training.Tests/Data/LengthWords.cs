using System.Text.RegularExpressions;

namespace TreasureMarkers.Training.Tests.Data;

/// <summary>Finds phrases that say how long an answer is to be: a number, or a word such as "few", before a unit of text.</summary>
internal static class LengthWords
{
    private const string Digits = @"\p{Nd}+(?:[ -]\p{Nd}+)?";

    private static readonly Dictionary<string, (string Amounts, string Units)> Words = new()
    {
        ["English"] = ("in one|in a single|two|three|four|five|ten|few", "words?|sentences?|paragraphs?|lines?|characters"),
        ["German"] = ("in einem|zwei|drei|vier|fünf|zehn|wenigen|paar", "Worte?n?|Wörtern?|Satz|Sätzen?|Absatz|Absätzen?|Zeilen?|Zeichen"),
        ["French"] = ("en un|en une|deux|trois|quatre|cinq|dix|quelques", "mots?|phrases?|paragraphes?|lignes?|caractères"),
        ["Italian"] = ("in una?|due|tre|quattro|cinque|dieci|poche", "parol[ae]|fras[ei]|paragraf[oi]|righe?|caratteri"),
        ["Spanish"] = ("en una?|dos|tres|cuatro|cinco|diez|pocas", "palabras?|frases?|oracion(?:es)?|párrafos?|líneas?|caracteres"),
        ["Portuguese"] = ("em uma?|numa?|duas|dois|três|quatro|cinco|dez|poucas", "palavras?|frases?|parágrafos?|linhas?|caracteres"),
        ["Polish"] = ("jednym|dwóch|trzech|czterech|pięciu|dziesięciu|kilku", "sło(?:wo|wa|wach|wie)|słów|zdani(?:e|a|u|ach)|zdań|akapi(?:t|cie|tach)|wiersz(?:e|ach)|znaków"),
        ["Czech"] = ("jedno[um]|jedné|dvou|třech|čtyřech|pěti|deseti|několika", "slov(?:o|a|ech|y)?|vět(?:ě|a|y|ách|ami)?|odstav(?:ec|ci|cích)|řád(?:ek|ky|cích)|znaků"),
        ["Russian"] = ("одном|одной|дву(?:х|мя)|тр[её](?:х|мя)|пяти|десяти|нескольки(?:х|ми)|пару|пары", "слов(?:о|а|ах|ами)?|предложени(?:е|и|я|ях|ями)|абзац(?:е|а|ах)?|строк(?:е|и|ах)?|символов"),
        ["Ukrainian"] = ("одн(?:ому|им|ій)|дво(?:х|ма)|трьо(?:х|ма)|п'яти|десяти|кілько(?:х|ма)|пару", "слов(?:о|а|ах|ами|і)?|слів|речен(?:ня|ні|нях|нями|ь)|абзац(?:і|у|ах)?|рядк(?:и|у|ах|ів)|символів"),
        ["Japanese"] = ("[一二三四五六七八九十]", "文で|文以内|文字以内|文字で|語以内|語で|単語|言で|段落|行で|行以内"),
        ["Korean"] = ("한(?= 문장으로)|두|세|네|다섯|열|몇", @"단어\w*|문장\w*|마디\w*|문단\w*|줄\w*|글자\w*"),
        ["Arabic"] = ("واحدة|ثلاث|أربع|خمس|عشر|بضع|جملة|كلمة", "كلمات|جمل|فقرات|أسطر|واحدة"),
        ["Chinese"] = ("(?<!这)[一两二三四五六七八九十几]", "句话|个字|个词|字以内|行以内"),
        ["Turkish"] = ("tek|[iİ]ki|üç|dört|beş|on|birkaç", @"kelime\w*|sözcük\w*|cümle\w*|paragraf\w*|satır\w*|karakter\w*"),
        ["Vietnamese"] = ("trong một|bằng một|hai|ba|bốn|năm|mười|vài", "từ|câu|đoạn|dòng|ký tự"),
        ["Dutch"] = ("één|twee|drie|vier|vijf|tien|enkele|paar", "woord(?:en)?|zin(?:nen)?|alinea's?|regels?|tekens"),
        ["Indonesian"] = ("dalam satu|dua|tiga|empat|lima|sepuluh|beberapa", "kata|kalimat|paragraf|baris|karakter"),
        ["Romanian"] = ("într-un|într-o|două|trei|patru|cinci|zece|câteva", "cuv[iâ]nte?|cuvânt|fraz[ăe]|propoziți[ei]|propoziție|paragrafe?|rânduri?|caractere"),
        ["Greek"] = ("σε μία|σε μια|δύο|τρεις|τέσσερις|πέντε|δέκα|λίγες|μερικές", "λέξ(?:η|εις)|πρ[οό]τ[αά]σ(?:η|εις)|παραγράφ(?:ους)|παράγραφο|γραμμές|χαρακτήρες"),
        ["Hindi"] = ("एक ही|दो|तीन|चार|पाँच|दस|कुछ", "शब्दों?|वाक्यों?|वाक्य|अनुच्छेदों?|पंक्तियों"),
        ["Hebrew"] = ("שתי|שני|שלוש|שלושה|ארבע|חמש|חמישה|עשר|בכמה", "מילים|משפטים|פסקאות|שורות|תווים"),
        ["Persian"] = ("در یک|دو|سه|چهار|پنج|ده|چند", "کلمه|واژه|جمله|پاراگراف|خط متن|نویسه"),
    };

    private static readonly Dictionary<string, Regex> Patterns = Words.ToDictionary(w => w.Key, w =>
    {
        var (amounts, units) = w.Value;
        return w.Key is "Japanese" or "Chinese"
            ? new Regex($@"(?:{amounts}|{Digits})\s*(?:{units})", RegexOptions.CultureInvariant)
            : new Regex($@"(?:\b(?:{amounts})|{Digits})[\s-]+(?:\w+\s+)?(?:{units})(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    });

    /// <summary>Whether a phrase states a length.</summary>
    public static bool StatesLength(string language, string phrase) => Patterns[language].IsMatch(phrase);
}

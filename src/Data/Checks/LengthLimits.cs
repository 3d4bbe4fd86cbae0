using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Checks;

/// <summary>
/// Finds a wish for a length in words, sentences, paragraphs, lines or characters: what no prompt may state, since the evaluation tests
/// whether a model obeys lengths that it never saw in words.
/// </summary>
internal static class LengthLimits
{
    private const string Digits = @"\p{Nd}{1,4}(?:[ –-]\p{Nd}{1,4})?";

    /// <summary>A word between the amount and the unit, such as "short".</summary>
    private const string Between = @"[\s-]+(?:[\p{L}\p{M}]+\s+)?";

    /// <summary>The languages without spaces between words.</summary>
    private static readonly HashSet<string> Dense = ["Japanese", "Korean", "Chinese"];

    private static readonly Dictionary<string, Regex> Limits =
        LengthWords.All.ToDictionary(w => w.Key, w => Pattern(Limit(w.Key, w.Value)));

    private static readonly Dictionary<string, Regex> Amounts =
        LengthWords.All.ToDictionary(w => w.Key, w => Pattern(Length(w.Key, w.Value)));

    /// <summary>
    /// The stated limit in any of the languages, or null. What only tells a length, such as "two words are missing", is none.
    /// </summary>
    public static string? Find(string prompt)
    {
        return Limits.Values.Select(limit => limit.Match(prompt)).FirstOrDefault(m => m.Success)?.Value;
    }

    /// <summary>The limit that is stated in one language, or null.</summary>
    internal static string? Find(string language, string prompt) =>
        Limits[language].Match(prompt) is { Success: true } match ? match.Value : null;

    /// <summary>Whether a phrase of an instruction says a number of words or the like at all, as a limit or not.</summary>
    /// <param name="language">The phrase's language, as the taxonomy names it.</param>
    /// <param name="phrase">The phrase.</param>
    public static bool Mentions(string language, string phrase) => Amounts[language].IsMatch(phrase) || Find(phrase) is not null;

    private static string Length(string language, LengthWords words) => Dense.Contains(language)
        ? $@"(?:{words.Amounts}|{Digits})\s*(?:{words.Units})"
        : $@"(?<!\w)(?:{words.Amounts}|{Digits}){Between}(?:{words.Units})(?!\w)";

    private static string Limit(string language, LengthWords words)
    {
        var length = Length(language, words);
        string[] patterns = Dense.Contains(language)
            ? [$@"{length}\s*(?:{words.After})", .. words.Before.Length > 0 ? [$@"(?:{words.Before})\s*{length}"] : Array.Empty<string>()]
            : [
                // A Hebrew preposition is written with its word.
                language == "Hebrew" ? $@"(?<!\w)(?:{words.Before})\s*{length.Replace(@"(?<!\w)", "", StringComparison.Ordinal)}"
                    : $@"(?<!\w)(?:{words.Before})\s+{length}",
                $@"{length}\s+(?:{words.After})(?!\w)",
                .. words.Whole is { } whole ? [$@"(?<!\w)(?:{whole})(?!\w)"] : Array.Empty<string>(),
            ];
        return string.Join('|', patterns);
    }

    private static Regex Pattern(string pattern) =>
        new(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled);
}

/// <summary>How one language states lengths, as parts of patterns.</summary>
/// <param name="Before">What stands before a limit, such as "in" and "at most".</param>
/// <param name="Amounts">Numbers in words, and words such as "few".</param>
/// <param name="Units">What text is counted in, in all forms that follow a number.</param>
/// <param name="After">What stands behind a limit, such as "or less".</param>
/// <param name="Whole">Limits that need neither, such as those that an ending makes; null for none.</param>
internal sealed record LengthWords(string Before, string Amounts, string Units, string After, string? Whole = null)
{
    /// <summary>By the taxonomy's language name.</summary>
    public static IReadOnlyDictionary<string, LengthWords> All { get; } = new Dictionary<string, LengthWords>
    {
        ["English"] = new(
            "in|within|under|using|with|use|at most|no more than|up to|not more than|less than|fewer than|max(?:imum)?|limit(?:ed)? to",
            "one|a single|two|three|four|five|ten|(?:a )?few", "words?|sentences?|paragraphs?|lines?|characters",
            "or (?:less|fewer)|at (?:the )?most|max(?:imum)?|only|tops"),
        ["German"] = new(
            "in|mit|höchstens|maximal|weniger als|nicht mehr als|bis zu|unter|nur",
            "eine[mnr]?|zwei|drei|vier|fünf|zehn|wenigen|ein paar", "Worte?n?|Wörtern?|Satz|Sätzen?|Absatz|Absätzen?|Zeilen?|Zeichen",
            "oder weniger|höchstens|maximal|nicht mehr"),
        ["French"] = new(
            "en|au plus|maximum|au maximum|moins de|pas plus de|avec",
            "une?|un seul|une seule|deux|trois|quatre|cinq|dix|quelques", "mots?|phrases?|paragraphes?|lignes?|caractères",
            "ou moins|au plus|maximum|au maximum|pas plus"),
        ["Italian"] = new(
            "in|al massimo|massimo|meno di|non più di|con|entro",
            "una? sol[oa]|una?|due|tre|quattro|cinque|dieci|poche|pochi|poche", "parol[ae]|fras[ei]|paragraf[oi]|righ?[ae]|caratteri",
            "o meno|al massimo|massimo|non di più"),
        ["Spanish"] = new(
            "en|como máximo|máximo|un máximo de|no más de|menos de|con|hasta",
            "una sola|un solo|una?|dos|tres|cuatro|cinco|diez|pocas|unas pocas",
            "palabras?|frases?|oraci(?:ón|ones)|párrafos?|líneas?|caracteres",
            "o menos|como máximo|máximo|a lo sumo"),
        ["Portuguese"] = new(
            "em|no máximo|máximo de|até|com|menos de|não mais (?:de|que|do que)",
            "uma única|um único|uma só|um só|uma?|duas|dois|três|quatro|cinco|dez|poucas",
            "palavras?|frases?|parágrafos?|linhas?|caracteres",
            "ou menos|no máximo", @"numa? (?:únic[ao] |só )?(?:palavra|frase|parágrafo|linha)"),
        ["Polish"] = new(
            "w|we|maksymalnie|najwyżej|co najwyżej|nie więcej niż|do|mniej niż|poniżej",
            @"jedn\w+|dw(?:a|ie|óch|oma|u)|trzy|trzech|trzema|czter\w+|pię\w+|dziesię\w+|kilk[au]",
            "sło(?:wo|wa|wach|wie|wami|wem)|słów|zdani(?:e|a|u|ach|em|ami)|zdań|akapi(?:t|ty|cie|tach|tów)|wiersz(?:e|ach|y|u)?|lini(?:a|e|i|ach|jce)|znak(?:ów|ach)",
            "lub mniej|najwyżej|maksymalnie|nie więcej", "(?:jednym|dwoma|trzema|kilkoma) (?:słow(?:em|ami)|zdani(?:em|ami))"),
        ["Czech"] = new(
            "v|ve|do|nejvýše|maximálně|nanejvýš|ne více než|méně než|pod",
            @"jedn\w+|dv\w+|tř\w+|čtyř\w+|pě\w+|desíti|deset\w*|několik\w*",
            "slov(?:o|a|ech|ě|em|y)?|vět(?:ě|a|y|ách|ami|ou)?|odstav(?:ec|ce|ci|cích|ců)|řád(?:ek|ky|cích|ku|ků)|znak(?:ů|y|ech)",
            "nebo méně|nejvýše|maximálně|nanejvýš|ne více", "(?:jednou|dvěma|třemi|několika|pár) (?:větou|větami|slovem|slovy)"),
        ["Russian"] = new(
            "в|во|до|не более(?: чем)?|не больше(?: чем)?|максимум|менее|меньше|объ[её]мом",
            @"одн(?:ом|ой|у|о|ого|им)|два|две|двух|двумя|три|тр[её](?:х|мя)|четыр\w+|пят(?:ь|и|ью)|десят(?:ь|и|ью)|нескольк(?:о|их|ими)|пар[уые]", "слов(?:о|а|ах|ами|е|ом)?|предложени(?:е|и|я|ях|ями|й|ем)|фраз(?:е|ах|ы|у|ой|ами)?|абзац(?:е|а|ах|ев|ем)?|строк(?:е|и|ах|у|ой)?|символ(?:ов|а|ах|ами)?",
            "или меньше|или менее|максимум|не больше|не более",
            "(?:одним|одной|двумя|тремя|парой|несколькими) (?:слов(?:ом|ами)|предложени(?:ем|ями)|фраз(?:ой|ами)|строкой|абзацем)"),
        ["Ukrainian"] = new(
            "в|у|до|не більше(?: ніж)?|не більш як|максимум|щонайбільше|менше(?: ніж)?|обсягом",
            @"одн(?:ому|им|ій|е|у)|два|дві|дво(?:х|ма)|три|трьо(?:х|ма)|чотир\w+|п['’]ят(?:ь|и|ьма)|десят(?:ь|и|ьма)|кільк(?:а|ох|ома)|пару", "слов(?:о|а|ах|ами|і|ом)?|слів|речен(?:ня|ні|нях|нями|ням|ь)|абзац(?:і|у|ах|ів|ем)?|рядк(?:и|у|ах|ів|ом)|символ(?:ів|ах)",
            "або менше|максимум|щонайбільше|не більше", "(?:одним|двома|трьома|кількома) (?:слов(?:ом|ами)|речен(?:ням|нями))"),
        ["Turkish"] = new(
            "en fazla|en çok|yalnızca|sadece",
            "tek(?: bir)?|bir|[iİ]ki|üç|dört|beş|on|birkaç", @"kelime\w*|sözcük\w*|sözcüğ\w*|cümle\w*|paragra[fğ]\w*|satır\w*|karakter\w*",
            "veya daha az|ya da daha az|ile|h[aâ]linde|içinde|geçme\\w*|aşma\\w*",
            @"(?<!\w)(?:tek(?: bir)?|bir|[iİ]ki|üç|dört|beş|on|birkaç|\p{Nd}+) (?:kelimeyle|kelimede|sözcükle|cümleyle|cümlede|paragrafta|paragrafla|satırda|satırla|karakterle)"),
        ["Vietnamese"] = new(
            "trong|bằng|tối đa|không quá|dưới|chỉ|nhiều nhất|gói gọn trong",
            "một|hai|ba|bốn|năm|mười|vài", "từ|chữ(?! viết)|câu(?! chuyện)|đoạn văn|dòng|ký tự",
            "trở xuống|trở lại|hoặc ít hơn|là tối đa|là cùng"),
        ["Dutch"] = new(
            "in|met|hoogstens|maximaal|ten hoogste|niet meer dan|binnen|onder|minder dan",
            "één|een enkele|twee|drie|vier|vijf|tien|enkele|een paar", "woord(?:en)?|zin(?:nen)?|alinea['’]?s?|regels?|tekens",
            "of minder|maximaal|hoogstens|ten hoogste"),
        ["Indonesian"] = new(
            "dalam|dengan|maksimal|maksimum|paling banyak|tidak lebih dari|kurang dari|hingga",
            "satu|dua|tiga|empat|lima|sepuluh|beberapa", "kata|kalimat|paragraf|baris|karakter",
            "atau kurang|saja|maksimal|paling banyak"),
        ["Romanian"] = new(
            "în|cu|maximum|maxim|cel mult|nu mai mult de|sub|până la",
            "o singură|un singur|două|doi|trei|patru|cinci|zece|câteva",
            "cuv[iâ]nte?|cuvânt|fraz[ăe]|propoziți[ei]|propoziție|paragrafe?|rânduri?|rând|caractere",
            "sau mai puțin(?:e)?|cel mult|maximum|maxim", "într-(?:o|un) (?:singură |singur )?(?:propoziție|frază|paragraf|rând|cuvânt)"),
        ["Greek"] = new(
            "σε|με|το πολύ|έως|μέχρι|όχι πάνω από|κάτω από|λιγότερ(?:ες|ους|ο) από|μέγιστο",
            "μία|μια|ένα|έναν|δύο|τρεις|τέσσερις|πέντε|δέκα|λίγες|μερικές",
            "λέξ(?:η|εις)|πρ[οό]τ[αά]σ(?:η|εις)|φράσ(?:η|εις)|παραγράφ(?:ους)|παράγραφο|γραμμ(?:ή|ές)|χαρακτήρες",
            "ή λιγότερ\\w+|το πολύ|μόνο|μέγιστο"),
        ["Hindi"] = new(
            "अधिकतम|केवल|सिर्फ़|ज़्यादा से ज़्यादा|अधिक से अधिक",
            "एक(?: ही)?|दो|तीन|चार|पाँच|दस|कुछ", "शब्दों|शब्द|वाक्यों|वाक्य|अनुच्छेदों|अनुच्छेद|पंक्तियों|पंक्ति|अक्षरों",
            "में|तक|से कम|से अधिक न|या (?:उससे |इससे )?कम"),
        ["Hebrew"] = new(
            "ב-?|עד|לכל היותר|מקסימום|לא יותר מ-?|פחות מ-?|בתוך",
            "שתי|שני|שלוש|שלושה|ארבע|ארבעה|חמש|חמישה|עשר|עשרה|כמה|מספר", "מילים|משפטים|פסקאות|שורות|תווים",
            "או פחות|לכל היותר|בלבד|מקסימום", "ב(?:משפט|מילה|פסקה|שורה) (?:אחת?|יחידה?|בודדת?)"),
        ["Arabic"] = new(
            "في|ضمن|خلال|بحد أقصى|على الأكثر|لا (?:ت|ي)تجاوز|لا (?:ت|ي)زيد (?:عن|على)|أقل من|بـ",
            "ثلاث|ثلاثة|أربع|أربعة|خمس|خمسة|عشر|عشرة|بضع|بضعة", "كلمات|كلمة|جمل|جملة|فقرات|فقرة|أسطر|سطر|سطرًا|أحرف|حرفًا|حرف",
            "أو أقل|على الأكثر|كحد أقصى|فقط",
            "(?:في|ضمن|ب|بـ) ?(?:جملتين|كلمتين|فقرتين|سطرين|(?:جملة|كلمة|فقرة) واحدة|سطر واحد)|(?:جملتان|جملتين|كلمتان|كلمتين|فقرتان|فقرتين) (?:على الأكثر|كحد أقصى|فقط|أو أقل)"),
        ["Persian"] = new(
            "در|با|حداکثر|تا|کمتر از|نهایتاً?|ظرف",
            "یک|دو|سه|چهار|پنج|ده|چند", "کلمه|واژه|جمله|پاراگراف|بند|خط متن|سطر|نویسه|حرف",
            "یا کمتر|حداکثر|بیشتر نباشد"),
        ["Japanese"] = new(
            "", "[一二三四五六七八九十百数]+", "単語|語|文字|字|文|センテンス|段落|行|言",
            "以内|以下|まで|未満|にまとめ|で(?![すはも]|始|終|構成|書かれ|でき|成)"),
        ["Korean"] = new(
            "", "한|두|세|네|다섯|열|몇", "단어|문장|마디|문단|단락|줄|글자|자",
            "이내|이하|미만|만으로|(?:으?로)(?!\\s*(?:이루어|구성|된|되어|시작|끝))|(?:를|을) 넘"),
        ["Chinese"] = new(
            "用|以|不超过|最多|控制在|限|限于|少于|不多于|至多", "[一两二三四五六七八九十百几]+", "个?单词|个词(?!造)|个字|字(?=以内|之内|以下|内|左右)|句话|段话|个段落|行(?=以内|之内|以下|内)",
            "以内|之内|以下|内|为限|概括|总结|说明|回答|解释|描述"),
    };
}

using System.Text.RegularExpressions;

namespace TreasureMarkers.Training.Data.Checks;

/// <summary>Finds a wish for a length in words, sentences, lines or characters: what no prompt may state, since the evaluation tests whether a model obeys lengths that it never saw in words.</summary>
public static partial class LengthLimits
{
    /// <summary>The stated limit, or null.</summary>
    public static string? Find(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return Before().Match(prompt) is { Success: true } before ? before.Value
            : After().Match(prompt) is { Success: true } after ? after.Value
            : Dense().Match(prompt) is { Success: true } dense ? dense.Value
            : null;
    }

    private const string Number = @"(\d{1,4}|one|two|three|five|ten|ein(em|en|e)?|zwei|drei|un[ea]?|deux|trois|dos|tres|due|tre|dois|duas|três|jedn\w+|dw\w+|dv\w+|twee|drie|одн\w+|дв\w+|тр[ьиё]\w*|bir|iki|üç|hai|một|dua|tiga|satu|doi|două|trei|ένα|μία|δύο|τρεις|एक|दो|तीन|שת?י|שלוש|یک|دو|سه)";

    private const string Unit = @"(words?|sentences?|characters|Wörter[n]?|Worte[n]?|Satz|Sätze[n]?|mots|phrases?|caractères|palabras?|frases?|oraci(ón|ones)|parole|frasi|palavras|słów|słow\w+|zda(nie|nia|niu|niach|ń)|slov\w*|vět\w*|слов\w*|предложени\w+|слів|речен\w+|woorden|zin(nen)?|kelime\w*|cümle\w*|từ|câu|kata|kalimat|cuvinte|propoziți\w+|λέξεις|προτάσεις|πρόταση|शब्द\w*|वाक्य\w*|מילים|משפטים|كلم(ة|ات)|جملة|جمل|کلمه|واژه|جمله)";

    [GeneratedRegex(@"(?<!\w)(in|within|under|using|with|use|at most|no more than|up to|not more than|less than|fewer than|max(imum|\.)?|höchstens|maximal|mit|weniger als|en|au plus|maximum|moins de|como máximo|máximo|no más de|menos de|al massimo|massimo|meno di|no máximo|até|com|em|w|maksymalnie|najwyżej|nie więcej niż|do|v|nejvýše|maximálně|в|не более|максимум|до|у|не більше|максимум|hoogstens|maximaal|en fazla|tối đa|trong|dalam|maksimal|paling banyak|în|cel mult|maximum|σε|το πολύ|έως|अधिकतम|केवल|ב|לכל היותר|في|بحد أقصى|در|حداکثر)\s+" + Number + @"\s+(short |kurzen? |courtes? )?" + Unit + @"(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex(@"(?<!\w)" + Number + @"\s+" + Unit + @"\s+(or (less|fewer)|oder weniger|ou moins|o menos|o meno|ou menos|lub mniej|nebo méně|или меньше|або менше|of minder|veya daha az|atau kurang|hoặc ít hơn|sau mai puțin|ή λιγότερ\w+|या कम|או פחות|أو أقل|یا کمتر|maximum|max|at most)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex After();

    [GeneratedRegex(@"(\d{1,4}|[一二三两五十百]+)\s*(単語|語|文字|文|字|个?[词字]|句话?|개?\s?단어|글자|자|문장)\s*(以内|以下|之内|이내|이하|으로|로|で)", RegexOptions.CultureInvariant)]
    private static partial Regex Dense();
}

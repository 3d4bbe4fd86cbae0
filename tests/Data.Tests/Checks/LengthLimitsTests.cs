using TreasureMarkers.Data.Checks;

namespace TreasureMarkers.Data.Tests.Checks;

public class LengthLimitsTests
{
    private static readonly Dictionary<string, string[]> Limits = new()
    {
        ["English"] = ["Explain it in 50 words or less.", "Summarize this in two sentences.", "Two sentences at most, please.", "Describe it in one paragraph.", "Answer in no more than 3 lines.", "In two short sentences, what is rain?"],
        ["German"] = ["Antworte in höchstens 30 Wörtern.", "Fasse das in drei Sätzen zusammen.", "Höchstens zwei Sätze, bitte.", "Erkläre es in einem Absatz.", "50 Wörter oder weniger."],
        ["French"] = ["Réponds en 20 mots ou moins.", "Résume en deux phrases.", "Deux phrases au plus.", "Explique-le en un paragraphe."],
        ["Italian"] = ["Rispondi in 40 parole o meno.", "Riassumi in poche parole.", "Due frasi al massimo.", "Spiegalo in un solo paragrafo."],
        ["Spanish"] = ["Responde en 50 palabras o menos.", "Resume en dos frases.", "Dos oraciones como máximo.", "Explícalo en un párrafo."],
        ["Portuguese"] = ["Responda em 50 palavras ou menos.", "Resuma em poucas palavras.", "Duas frases, no máximo: duas frases no máximo.", "Explique num parágrafo.", "Explique em um único parágrafo."],
        ["Polish"] = ["Odpowiedz w 20 słowach.", "Streść w kilku zdaniach.", "Najwyżej dwa zdania.", "Wyjaśnij w jednym akapicie.", "Opisz to jednym zdaniem."],
        ["Czech"] = ["Odpověz do 50 slov.", "Shrň to v několika větách.", "Nejvýše dvě věty.", "Vysvětli to v jednom odstavci.", "Popiš to jednou větou."],
        ["Russian"] = ["Ответь не более 30 слов.", "Объясни в двух предложениях.", "Не более двух предложений.", "Опиши в одном абзаце.", "Объясни двумя словами.", "50 слов или меньше."],
        ["Ukrainian"] = ["Відповідай не більше 30 слів.", "Поясни у двох реченнях.", "Щонайбільше два речення.", "Опиши в одному абзаці.", "Поясни двома словами."],
        ["Turkish"] = ["50 kelimeyle açıkla.", "İki cümleyle özetle.", "En fazla iki cümle yaz.", "Bunu tek paragrafta anlat.", "50 kelime veya daha az."],
        ["Vietnamese"] = ["Trả lời trong 50 từ trở xuống.", "Tóm tắt trong hai câu.", "Tối đa hai câu.", "Giải thích trong một đoạn văn."],
        ["Dutch"] = ["Antwoord in 50 woorden of minder.", "Vat samen in twee zinnen.", "Hoogstens twee zinnen.", "Leg het uit in één alinea."],
        ["Indonesian"] = ["Jawab dalam 50 kata atau kurang.", "Ringkas dalam dua kalimat.", "Paling banyak dua kalimat.", "Jelaskan dalam satu paragraf."],
        ["Romanian"] = ["Răspunde în 50 de cuvinte sau mai puțin.", "Rezumă în două propoziții.", "Cel mult două propoziții.", "Explică într-un singur paragraf."],
        ["Greek"] = ["Απάντησε σε 50 λέξεις ή λιγότερες.", "Συνόψισε σε δύο προτάσεις.", "Το πολύ δύο προτάσεις.", "Εξήγησέ το σε μία παράγραφο."],
        ["Hindi"] = ["50 शब्दों में या उससे कम में उत्तर दीजिए।", "दो वाक्यों में बताइए।", "अधिकतम दो वाक्य लिखिए।", "एक अनुच्छेद में समझाइए।"],
        ["Hebrew"] = ["ענה ב-50 מילים או פחות.", "סכם בשני משפטים.", "לכל היותר שני משפטים.", "הסבר בפסקה אחת."],
        ["Arabic"] = ["أجب في 50 كلمة أو أقل.", "لخّص في ثلاث جمل.", "جملتان على الأكثر.", "اشرح ذلك في فقرة واحدة.", "لا تتجاوز 30 كلمة."],
        ["Persian"] = ["در ۵۰ کلمه یا کمتر پاسخ بده.", "در دو جمله بگو.", "حداکثر دو جمله.", "در یک پاراگراف توضیح بده."],
        ["Japanese"] = ["50文字以内で答えてください。", "一文で説明してください。", "二文以内でまとめて。", "一段落で説明してください。"],
        ["Korean"] = ["30단어 이내로 답하세요.", "한 문장으로 설명해 주세요.", "두 문장 이하로 써 주세요.", "한 단락으로 설명해 주세요."],
        ["Chinese"] = ["请用50个字以内回答。", "用一句话概括。", "最多两句话。", "用一段话说明。"],
    };

    private static readonly Dictionary<string, string[]> Innocent = new()
    {
        ["English"] = ["What does 'in other words' mean?", "The dictionary has 100000 words. What is it called?", "How many words are in this sentence?", "Two paragraphs of the law were changed."],
        ["German"] = ["Nenne zwei Länder in Afrika.", "Mit anderen Worten: Was bedeutet das?", "Das Wörterbuch hat 100 Seiten.", "Die Zeilen des Gedichts reimen sich."],
        ["French"] = ["En d'autres mots, que veut-il dire ?", "Ce dictionnaire contient cent pages.", "Les phrases de ce texte sont longues."],
        ["Italian"] = ["In altre parole, che cosa significa?", "Le parole di questo testo sono antiche.", "Quali sono le due lingue ufficiali?"],
        ["Spanish"] = ["En otras palabras, ¿qué significa?", "¿Cuántas palabras tiene esta frase?", "Nombra tres países de África."],
        ["Portuguese"] = ["Por outras palavras, o que significa?", "Quantas palavras há nesta frase?", "Cite três países da África."],
        ["Polish"] = ["Innymi słowy, co to znaczy?", "Ile słów ma to zdanie?", "Wymień trzy kraje w Afryce."],
        ["Czech"] = ["Jinými slovy, co to znamená?", "Kolik slov má tato věta?", "Jmenuj tři země v Africe."],
        ["Russian"] = ["Другими словами, что это значит?", "Сколько слов в этом предложении?", "Назови две страны в Африке."],
        ["Ukrainian"] = ["Іншими словами, що це означає?", "Скільки слів у цьому реченні?", "Назви дві країни в Африці."],
        ["Turkish"] = ["Başka bir deyişle bu ne demek?", "Bu cümlede kaç kelime var?", "Afrika'da iki ülke say."],
        ["Vietnamese"] = ["Nói cách khác, nó có nghĩa là gì?", "Câu này có bao nhiêu từ?", "Kể tên hai nước ở châu Phi."],
        ["Dutch"] = ["Met andere woorden, wat betekent dat?", "Hoeveel woorden heeft deze zin?", "Noem drie landen in Afrika."],
        ["Indonesian"] = ["Dengan kata lain, apa artinya?", "Berapa kata dalam kalimat ini?", "Sebutkan dua negara di Afrika."],
        ["Romanian"] = ["Cu alte cuvinte, ce înseamnă?", "Câte cuvinte are această propoziție?", "Numește trei țări din Africa."],
        ["Greek"] = ["Με άλλα λόγια, τι σημαίνει;", "Πόσες λέξεις έχει αυτή η πρόταση;", "Πες δύο χώρες της Αφρικής."],
        ["Hindi"] = ["दूसरे शब्दों में, इसका क्या अर्थ है?", "इस वाक्य का अनुवाद कीजिए।", "अफ़्रीका के दो देशों के नाम बताइए।"],
        ["Hebrew"] = ["במילים אחרות, מה זה אומר?", "כמה מילים יש במשפט הזה?", "ציין שתי מדינות באפריקה."],
        ["Arabic"] = ["بعبارة أخرى، ما معنى ذلك؟", "ما عدد الكلمات في هذه الجملة؟", "اذكر دولتين في أفريقيا."],
        ["Persian"] = ["به عبارت دیگر، معنایش چیست؟", "در این جمله چند واژه هست؟ بشمار.", "دو کشور آفریقا را نام ببر."],
        ["Japanese"] = ["この文章を要約してください。", "この文を日本語に訳してください。", "アフリカの国を二つ挙げてください。"],
        ["Korean"] = ["다시 말해 이것은 무슨 뜻입니까?", "이 문장은 두 단어로 이루어져 있습니다.", "아프리카의 두 나라를 말하세요."],
        ["Chinese"] = ["翻译这段文字。", "换句话说，这是什么意思？", "说出非洲的两个国家。"],
    };

    public static TheoryData<string> Languages => [.. DataLanguage.All.Select(l => l.Name)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_limit_is_found_in_every_language(string language) =>
        Assert.All(Limits[language], prompt => Assert.True(LengthLimits.Find(prompt) is not null, prompt));

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_limit_is_found_by_its_own_language_alone(string language) =>
        Assert.All(Limits[language], prompt => Assert.True(LengthLimits.Find(language, prompt) is not null, prompt));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Words_that_are_no_limit_are_not_found(string language) =>
        Assert.All(Innocent[language], prompt => Assert.Null(LengthLimits.Find(prompt)));

    [Fact]
    public void A_limit_is_found_behind_a_long_text()
    {
        var text = string.Concat(Enumerable.Repeat("Two words are missing in the third line of the letter. ", 200));
        Assert.Null(LengthLimits.Find(text));
        Assert.Equal("in two sentences", LengthLimits.Find(text + "\n\nSum it up in two sentences."));
    }

    [Theory]
    [InlineData("English", "Write two sentences about {x}.", true)]
    [InlineData("German", "Schreibe zwei Sätze über {x}.", true)]
    [InlineData("Japanese", "{x}について二文。", true)]
    [InlineData("English", "What is the ISO 15924 code of the script {x}?", false)]
    [InlineData("English", "Name some countries.", false)]
    [InlineData("Chinese", "翻译这段文字。", false)]
    public void An_instruction_may_not_even_mention_a_length(string language, string phrase, bool mentions) =>
        Assert.Equal(mentions, LengthLimits.Mentions(language, phrase));
}

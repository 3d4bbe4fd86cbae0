namespace TreasureMarkers.Training.Tests.Data;

public class LengthWordsTests
{
    [Theory]
    [InlineData("English", "Explain it in 50 words or less.")]
    [InlineData("English", "In two short sentences, what is {name}?")]
    [InlineData("German", "Fasse das in drei Sätzen zusammen.")]
    [InlineData("French", "Résume en deux phrases.")]
    [InlineData("Italian", "Riassumi in poche parole.")]
    [InlineData("Spanish", "Resume en dos frases.")]
    [InlineData("Portuguese", "Resuma em poucas palavras.")]
    [InlineData("Polish", "Streść w kilku zdaniach.")]
    [InlineData("Czech", "Shrň dvěma nebo pěti slovy: v několika větách.")]
    [InlineData("Russian", "Объясни в двух предложениях.")]
    [InlineData("Ukrainian", "Поясни у двох реченнях.")]
    [InlineData("Japanese", "一文で説明してください。")]
    [InlineData("Korean", "한 문장으로 설명해 주세요.")]
    [InlineData("Korean", "두 문장 이내로")]
    [InlineData("Arabic", "لخّص في ثلاث جمل")]
    [InlineData("Chinese", "用一句话概括。")]
    [InlineData("Turkish", "İki cümleyle özetle.")]
    [InlineData("Vietnamese", "Tóm tắt trong hai câu.")]
    [InlineData("Dutch", "Vat samen in twee zinnen.")]
    [InlineData("Indonesian", "Ringkas dalam dua kalimat.")]
    [InlineData("Romanian", "Rezumă în două propoziții.")]
    [InlineData("Greek", "Συνόψισε σε δύο προτάσεις.")]
    [InlineData("Hindi", "दो वाक्यों में बताइए।")]
    [InlineData("Hebrew", "סכם בשני משפטים: שני משפטים.")]
    [InlineData("Persian", "در دو جمله بگو.")]
    public void A_length_is_found(string language, string phrase) => Assert.True(LengthWords.StatesLength(language, phrase));

    [Theory]
    [InlineData("English", "What is the ISO 15924 code of the script {x}?")]
    [InlineData("English", "Name some countries.")]
    [InlineData("Japanese", "この文章を要約してください。")]
    [InlineData("Chinese", "翻译这段文字。")]
    public void What_is_no_length_is_not(string language, string phrase) => Assert.False(LengthWords.StatesLength(language, phrase));
}

using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Evaluation.Tests;

public sealed class CodeLanguageTests
{
    public static TheoryData<string, string> Programs => new()
    {
        { "python", "def reverse(s):\n    return s[::-1]" },
        { "javascript", "function reverse(s) {\n  return s.split('').reverse().join('');\n}" },
        { "javascript", "const isEven = (n) => n % 2 === 0;\nconsole.log(isEven(4));" },
        { "typescript", "function reverse(s: string): string {\n  return s.split('').reverse().join('');\n}" },
        { "cpp", "#include <iostream>\n#include <string>\nusing namespace std;\nint main() {\n  cout << \"hi\" << endl;\n  return 0;\n}" },
        { "c", "#include <stdio.h>\nint max(int a, int b) {\n  return a > b ? a : b;\n}\nint main(void) {\n  printf(\"%d\\n\", max(1, 2));\n  return 0;\n}" },
        { "java", "public class Main {\n  public static int max(int a, int b) {\n    return a > b ? a : b;\n  }\n}" },
        { "csharp", "using System;\nclass Program {\n  static void Main() {\n    Console.WriteLine(\"hi\");\n  }\n}" },
        { "go", "package main\n\nimport \"fmt\"\n\nfunc max(a int, b int) int {\n\tif a > b {\n\t\treturn a\n\t}\n\treturn b\n}" },
        { "rust", "fn max(a: i32, b: i32) -> i32 {\n    if a > b { a } else { b }\n}" },
        { "swift", "func reverse(_ s: String) -> String {\n    return String(s.reversed())\n}" },
        { "kotlin", "fun max(a: Int, b: Int): Int {\n    return if (a > b) a else b\n}" },
        { "php", "<?php\nfunction maximum($a, $b) {\n    return $a > $b ? $a : $b;\n}\necho maximum(1, 2);" },
        { "ruby", "def reverse(s)\n  s.reverse\nend\nputs reverse('abc')" },
        { "shell", "#!/bin/bash\nfor i in $(seq 1 10); do\n  echo $i\ndone" },
        { "sql", "SELECT MAX(price) FROM products WHERE stock > 0;" },
        { "haskell", "maximum' :: [Int] -> Int\nmaximum' = foldr1 max" },
        { "cobol", "IDENTIFICATION DIVISION.\nPROGRAM-ID. HELLO.\nPROCEDURE DIVISION.\n    DISPLAY 'HI'.\n    STOP RUN." },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_is_told_by_its_code(string language, string code)
    {
        Assert.Equal(language, CodeLanguage.Detect(code));
        Assert.Equal(language, CodeLanguage.Detect($"Here it is:\n```\n{code}\n```\nI hope that this helps."));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_fences_tag_says_nothing(string language, string code) =>
        Assert.Equal(language, CodeLanguage.Detect($"```{(language == "python" ? "java" : "python")}\n{code}\n```"));

    [Theory]
    [InlineData("")]
    [InlineData("A function takes values and returns one; in Python it begins with def.")]
    [InlineData("```python\n```")]
    public void A_text_without_code_has_none(string text) => Assert.Null(CodeLanguage.Detect(text));

    [Fact]
    public void Every_language_of_the_taxonomy_is_known() =>
        Assert.Equal(MarkerTaxonomy.Default["code_type"].Values.Order(StringComparer.Ordinal), Programs.Select(row => row.Data.Item1).Distinct().Order(StringComparer.Ordinal));
}

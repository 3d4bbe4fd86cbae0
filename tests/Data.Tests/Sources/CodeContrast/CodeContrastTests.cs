using TreasureMarkers.Data.Building;
using TreasureMarkers.Data.Sources.CodeContrast;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Data.Tests.Sources.CodeContrast;

public class CodeContrastTests
{
    [Fact]
    public void Every_task_has_wordings_and_solutions_in_languages_of_the_taxonomy()
    {
        var tasks = CodeTask.All();
        Assert.All(tasks, task =>
        {
            Assert.InRange(task.Wordings.Count, 3, 10);
            Assert.InRange(task.Solutions.Count, 14, 17);
            Assert.All(task.Solutions, s => Assert.Contains(s.Key, MarkerTaxonomy.Default["code_type"].Values));
            Assert.Equal(task.Solutions.Count, task.Solutions.Values.Distinct().Count());
        });
        Assert.Equal(MarkerTaxonomy.Default["code_type"].Values.Order(), tasks.SelectMany(t => t.Solutions.Keys).Distinct().Order());
    }

    [Fact]
    public async Task The_programming_language_is_in_the_list_where_no_word_says_it()
    {
        var rows = (await DraftList.ReadAsync(new CodeContrastSource(), BaseProfile.Languages)).Rows
            .Select(r => (r.Kind, Row: RowAssembler.Annotate(r))).Where(r => r.Row is not null).ToList();
        Assert.All(rows.Where(r => r.Kind == "contrast-lever"), r => Assert.Contains("code_type", r.Row!.Required!));
        Assert.All(rows.Where(r => r.Kind == "contrast-named"), r => Assert.DoesNotContain("code_type", r.Row!.Required ?? []));
    }
}

using TreasureMarkers.Data.Sources;
using TreasureMarkers.Data.Sources.Conversation;

namespace TreasureMarkers.Data.Tests.Sources.Conversation;

public class ConversationTests
{
    [Fact]
    public async Task Example_row()
    {
        var sink = new DraftList();
        await new ConversationSource().ReadAsync(ReferenceContext.Create("1"), sink, TestContext.Current.CancellationToken);
        ExampleRow.Match(sink.Drafts[0], "conversation");
    }

    private sealed class DraftList : IDataSink
    {
        public List<Draft> Drafts { get; } = [];

        public void Add(Draft draft) => Drafts.Add(draft);
    }
}

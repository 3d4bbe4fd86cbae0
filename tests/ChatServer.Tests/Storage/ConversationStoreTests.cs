using System.Data.Common;
using TreasureMarkers.ChatServer.Contracts;
using TreasureMarkers.ChatServer.Storage;
using TreasureMarkers.ChatServer.Tests.Support;
using TreasureMarkers.Inference;

namespace TreasureMarkers.ChatServer.Tests.Storage;

/// <summary>Both databases keep conversations alike.</summary>
public sealed class ConversationStoreTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const string Ann = "ann";

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task Messages_come_back_as_they_were_stored(string kind)
    {
        await using Database database = await TestDatabases.OpenAsync(kind, postgres);
        var store = new ConversationStore(database, TimeProvider.System);
        string id = (await store.CreateAsync(Ann, "Größe", default)).Id;
        var question = new StoredMessage("user", "a\0b \ufffe 👩‍👩‍👧 '; DROP TABLE messages; --");
        var answer = new StoredMessage("assistant", "Ja.")
        {
            Given = new Dictionary<string, string> { ["lang"] = "German" },
            Inferred = new Dictionary<string, InferredValue> { ["task"] = new("Explanation", 0.5, [new MarkerCandidate("Explanation", 0.5)]) },
            Adherence = new Dictionary<string, AdherenceResult> { ["lang"] = new("German", "German", true) },
            FinishReason = "stop",
        };
        Assert.True(await store.AppendAsync(Ann, id, question, default));
        Assert.True(await store.AppendAsync(Ann, id, answer, default));

        var read = await store.ReadAsync(Ann, id, default);
        Assert.Equal(question, read[0] with { Created = null });
        Assert.Equal(answer.Given, read[1].Given);
        Assert.Equal(0.5, read[1].Inferred!["task"].Probability);
        Assert.Equal(answer.Adherence["lang"], read[1].Adherence!["lang"]);
        Assert.Equal(2, (await store.FindAsync(Ann, id, default))!.Length);
    }

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task A_message_that_repeats_the_last_one_is_stored_once(string kind)
    {
        await using Database database = await TestDatabases.OpenAsync(kind, postgres);
        var store = new ConversationStore(database, TimeProvider.System);
        string id = (await store.CreateAsync(Ann, "", default)).Id;
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await store.AppendAsync(Ann, id, new StoredMessage("user", "Hi"), default));
        }

        Assert.Single(await store.ReadAsync(Ann, id, default));
        Assert.Equal(1, (await store.FindAsync(Ann, id, default))!.Length);
    }

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task An_owner_sees_its_own_conversations_only(string kind)
    {
        await using Database database = await TestDatabases.OpenAsync(kind, postgres);
        var store = new ConversationStore(database, TimeProvider.System);
        string id = (await store.CreateAsync(Ann, "hers", default)).Id;
        await store.AppendAsync(Ann, id, new StoredMessage("user", "Hi"), default);

        Assert.Null(await store.FindAsync("bob", id, default));
        Assert.Empty(await store.ReadAsync("bob", id, default));
        Assert.Empty(await store.ListAsync("bob", 10, null, default));
        Assert.False(await store.AppendAsync("bob", id, new StoredMessage("user", "Hi"), default));
        Assert.False(await store.RenameAsync("bob", id, "his", default));
        Assert.False(await store.DeleteAsync("bob", id, default));
        Assert.Equal("hers", (await store.FindAsync(Ann, id, default))!.Title);
        Assert.True(await store.DeleteAsync(Ann, id, default));
        Assert.Empty(await store.ReadAsync(Ann, id, default));
    }

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task Writers_of_one_conversation_wait_for_one_another(string kind)
    {
        await using Database database = await TestDatabases.OpenAsync(kind, postgres);
        var store = new ConversationStore(database, TimeProvider.System);
        string id = (await store.CreateAsync(Ann, "", default)).Id;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => store.AppendAsync(Ann, id, new StoredMessage("user", $"{i}"), default))));
        Assert.Equal(40, (await store.ReadAsync(Ann, id, default)).Select(m => m.Content).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task Servers_that_start_together_make_one_schema(string kind)
    {
        string name = await TestDatabases.CreateAsync(kind, postgres);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var database = Database.Create(name);
            await database.MigrateAsync(default);
        })));

        await using var one = Database.Create(name);
        await using DbConnection connection = await one.OpenAsync(default);
        Assert.Equal(1L, Convert.ToInt64(await connection.ScalarAsync("SELECT COUNT(*) FROM schema_version", default)));
        Assert.True(await one.IsReachableAsync(default));
    }

    [Theory]
    [MemberData(nameof(TestDatabases.Kinds), MemberType = typeof(TestDatabases))]
    public async Task A_later_releases_database_is_refused(string kind)
    {
        await using Database database = await TestDatabases.OpenAsync(kind, postgres);
        await using (DbConnection connection = await database.OpenAsync(default))
        {
            await connection.ExecuteAsync("INSERT INTO schema_version (version) VALUES (99)", default);
        }

        var error = await Assert.ThrowsAsync<DataVersionException>(() => database.MigrateAsync(default));
        Assert.Contains("99", error.Message, StringComparison.Ordinal);
    }
}

using System.Net.Http.Json;
using System.Text.Json;

namespace TreasureMarkers.ChatServer.Tests.Support;

/// <summary>The conversations of a server, over HTTP.</summary>
public static class ConversationClient
{
    public static async Task<string> CreateConversationAsync(this HttpClient http, string title = "")
    {
        using HttpResponseMessage made = await http.PostAsJsonAsync("/api/conversations", new { title });
        Assert.Equal(201, (int)made.StatusCode);
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Role and text of each message, oldest first.</summary>
    public static async Task<List<(string Role, string Content)>> MessagesAsync(this HttpClient http, string id)
    {
        JsonElement read = await http.GetFromJsonAsync<JsonElement>($"/api/conversations/{id}");
        return [.. read.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
    }
}

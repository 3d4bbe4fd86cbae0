using TreasureMarkers.ChatServer.Requests;
using TreasureMarkers.ChatServer.Wire;

namespace TreasureMarkers.ChatServer.OpenAI;

/// <summary>Reads the body of a request within the size limit.</summary>
internal static class RequestBody
{
    /// <summary>
    /// The whole body. One that is too large is read to its end, unkept: a client that is still writing would see a broken
    /// connection instead of the answer. Kestrel cuts off what is larger by far.
    /// </summary>
    /// <exception cref="RequestException">It is too large, or ends too early.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[81_920];
        long length = 0;
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and int read)
            {
                length += read;
                if (length <= RequestJson.MaxBytes)
                {
                    body.Write(buffer, 0, read);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode is StatusCodes.Status413PayloadTooLarge)
        {
            length = long.MaxValue;
        }
        catch (BadHttpRequestException)
        {
            throw new RequestException(ErrorCodes.InvalidRequest, "The body ended before its stated length. Send it again.");
        }

        return length <= RequestJson.MaxBytes
            ? body.ToArray()
            : throw new RequestException(ErrorCodes.TooLarge, $"The body is larger than {RequestJson.MaxBytes} bytes. Shorten or split the messages.");
    }
}

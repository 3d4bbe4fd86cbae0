using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using TreasureMarkers.Models;

namespace TreasureMarkers.Data.Shards;

/// <summary>
/// Tokenised documents in one file, written once and mapped into memory: first the training documents, then some held-out ones.
/// The file is little-endian: a header of 72 bytes (format, key, bytes of a token, documents, training documents, the marker
/// list's two ids, the place of the offsets); then each document (its number of parts and each part's number of tokens as int32,
/// the tokens, and likewise the places of required markers, as uint16 or, when an id needs it, uint32); then the documents' places as
/// int64. Safe to read from several threads.
/// </summary>
internal sealed class TokenShard : IDisposable
{
    private const int HeaderSize = 72;
    private const int FixedParts = 6;
    private const int DocumentsAtOnce = 1024;
    private static readonly byte[] Format = "TMSHARD2"u8.ToArray();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int _tokenBytes;
    private readonly long _offsets;

    private TokenShard(MemoryMappedFile file, MemoryMappedViewAccessor view)
    {
        (_file, _view) = (file, view);
        _tokenBytes = view.ReadInt32(40);
        Count = view.ReadInt32(44);
        TrainCount = view.ReadInt32(48);
        ListIds = (view.ReadInt32(52), view.ReadInt32(56));
        _offsets = view.ReadInt64(64);
    }

    /// <summary>All documents; those from <see cref="TrainCount"/> on are held out.</summary>
    public int Count { get; }

    /// <summary>Documents to train on.</summary>
    public int TrainCount { get; }

    /// <summary>The tokens that open and close a marker list.</summary>
    public (int Open, int Close) ListIds { get; }

    /// <summary>Maps a shard; writes it first unless the file was already written under the same key.</summary>
    /// <param name="path">The file; its folder is made when missing.</param>
    /// <param name="key">SHA-256 of everything that decides the content.</param>
    /// <param name="encoder">Gives the vocabulary's size and the marker list's ids.</param>
    /// <param name="encode">Makes a row's ids; called on all cores.</param>
    /// <param name="rows">Training rows and held-out rows, in their order in the file; read only when the shard is written.</param>
    /// <param name="written">Told the number of documents written so far.</param>
    /// <param name="cancellationToken">Stops the writing; no file remains.</param>
    /// <exception cref="CommandException">A row cannot be used, or the folder cannot be written.</exception>
    public static async Task<TokenShard> OpenAsync<T>(
        string path,
        byte[] key,
        DocumentEncoder encoder,
        Func<T, TokenDocument> encode,
        (IAsyncEnumerable<T> Train, IAsyncEnumerable<T> HeldOut) rows,
        IProgress<int> written,
        CancellationToken cancellationToken)
    {
        if (TryOpen(path, key) is { } shard)
        {
            return shard;
        }

        // Two processes may write the same shard at once; each has a file of its own, and the last rename stays.
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using (var file = File.Create(temporary, bufferSize: 1 << 20))
            {
                await new Writer<T>(file, encoder, encode).WriteAsync(key, rows, written, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException(
                $"'{path}' cannot be written: {e.Message} The data folder keeps its tokenised rows there; make it writable.", e);
        }
        finally
        {
            File.Delete(temporary);
        }

        return TryOpen(path, key) ?? throw new CommandException($"'{path}' was replaced by another process with other data. Start again.");
    }

    /// <summary>Reads a document.</summary>
    public TokenDocument Read(int index)
    {
        var handle = _view.SafeMemoryMappedViewHandle;
        var place = (ulong)_view.ReadInt64(_offsets + (8L * index));
        var lengths = new int[handle.Read<int>(place)];
        handle.ReadSpan(place + 4, lengths.AsSpan());
        place += 4 + (4 * (ulong)lengths.Length);
        var parts = new int[lengths.Length][];
        for (var part = 0; part < parts.Length; part++)
        {
            parts[part] = ReadTokens(place, lengths[part]);
            place += (ulong)(lengths[part] * _tokenBytes);
        }

        return new TokenDocument(parts[0], parts[1], parts[2], parts[3], parts[4], parts[FixedParts..]) { Required = parts[5] };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private int[] ReadTokens(ulong place, int count)
    {
        var tokens = new int[count];
        if (_tokenBytes == sizeof(int))
        {
            _view.SafeMemoryMappedViewHandle.ReadSpan(place, tokens.AsSpan());
            return tokens;
        }

        var narrow = new ushort[count];
        _view.SafeMemoryMappedViewHandle.ReadSpan(place, narrow.AsSpan());
        for (var i = 0; i < count; i++)
        {
            tokens[i] = narrow[i];
        }

        return tokens;
    }

    // Null when the file is missing, cut short, of another format or written under another key.
    private static TokenShard? TryOpen(string path, byte[] key)
    {
        if (!File.Exists(path) || new FileInfo(path).Length is var length && length < HeaderSize)
        {
            return null;
        }

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        var header = new byte[Format.Length + key.Length];
        view.ReadArray(0, header, 0, header.Length);
        var shard = new TokenShard(file, view);
        if (header.AsSpan().SequenceEqual([.. Format, .. key]) && shard._offsets + (8L * shard.Count) == length)
        {
            return shard;
        }

        shard.Dispose();
        return null;
    }

    private sealed class Writer<T>(FileStream file, DocumentEncoder encoder, Func<T, TokenDocument> encode)
    {
        private readonly List<long> _places = [];
        private readonly bool _isNarrow = encoder.VocabularySize <= ushort.MaxValue + 1;

        public async Task WriteAsync(
            byte[] key,
            (IAsyncEnumerable<T> Train, IAsyncEnumerable<T> HeldOut) rows,
            IProgress<int> written,
            CancellationToken cancellationToken)
        {
            file.Position = HeaderSize;
            await WriteAsync(rows.Train, written, cancellationToken);
            var trainCount = _places.Count;
            await WriteAsync(rows.HeldOut, written, cancellationToken);
            var offsets = file.Position;
            file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_places)));
            file.Position = 0;
            file.Write([.. Format, .. key]);
            var (open, close) = encoder.ListIds;
            int[] numbers = [_isNarrow ? sizeof(ushort) : sizeof(int), _places.Count, trainCount, open, close, 0];
            file.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
            file.Write(BitConverter.GetBytes(offsets));
        }

        private async Task WriteAsync(IAsyncEnumerable<T> rows, IProgress<int> written, CancellationToken cancellationToken)
        {
            await foreach (var some in rows.Chunk(DocumentsAtOnce).WithCancellation(cancellationToken))
            {
                var documents = new TokenDocument[some.Length];
                await Parallel.ForAsync(0, some.Length, cancellationToken, (i, _) =>
                {
                    documents[i] = encode(some[i]);
                    return ValueTask.CompletedTask;
                });
                Array.ForEach(documents, Write);
                written.Report(_places.Count);
            }
        }

        private void Write(TokenDocument document)
        {
            int[][] parts =
            [
                document.Head, document.BeforeList, document.WithoutList, document.Tail, document.Completion, document.Required,
                .. document.Markers,
            ];
            int[] lengths = [parts.Length, .. parts.Select(part => part.Length)];
            int[] tokens = [.. parts.SelectMany(part => part)];
            _places.Add(file.Position);
            file.Write(MemoryMarshal.AsBytes(lengths.AsSpan()));
            file.Write(_isNarrow
                ? MemoryMarshal.AsBytes(Array.ConvertAll(tokens, token => checked((ushort)token)).AsSpan())
                : MemoryMarshal.AsBytes(tokens.AsSpan()));
        }
    }
}

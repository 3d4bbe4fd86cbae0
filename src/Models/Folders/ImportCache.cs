using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using TreasureMarkers.Models.Gguf;
using TreasureMarkers.Models.Weights;

namespace TreasureMarkers.Models.Folders;

/// <summary>
/// Model folders of bases that are served as they are: written at the first use beside the base, in <c>PATH.tm</c>, or in the user's cache
/// where that place cannot be written. Which import belongs to a base is known by the size, time and head of its files, by this program's
/// version and by how it was imported. Two processes that want the same one write it once.
/// </summary>
internal static class ImportCache
{
    /// <summary>Tokens of prompt and answer together, unless somebody wants more: the cosine and sine tables and each answer's memory grow with them.</summary>
    public const int DefaultContext = 8192;

    private const int HeadBytes = 1 << 16;
    private const long MostGivenOut = 128 << 20;
    private const string Lock = "lock";
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The model folder of a base, which is imported unless that was done before.</summary>
    /// <param name="path">A GGUF file or a Hugging Face folder; see <see cref="ModelSource.IsBase"/>.</param>
    /// <param name="note">Takes lines about the progress.</param>
    /// <param name="cancellationToken">Ends it; nothing half is left behind.</param>
    /// <exception cref="ModelException">The base cannot be imported, or no place can be written.</exception>
    public static async Task<string> GetAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        // The folder's own name is the model's, which the server shows.
        var key = Path.Combine(Key(path), NameOf(path));
        if (Array.Find(Places(path), place => IsWhole(Path.Combine(place, key))) is { } found)
        {
            return Path.Combine(found, key);
        }

        foreach (var place in Places(path))
        {
            try
            {
                Directory.CreateDirectory(place);
                // Made and unmade in the first place where a file can be.
                using var mine = await LockAsync(Path.Combine(place, Lock), note, cancellationToken);
                return Import(path, place, key, note, cancellationToken);
            }
            catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException && IsReadOnly(place)))
            {
                note($"'{place}' cannot be written; looking for another place");
            }
        }

        throw new ModelException($"'{path}' has to be imported, and neither the place beside it nor the user's cache can be written. Use `tm import {path} --out DIR`.");
    }

    /// <summary>Writes a base as a model folder and says how far it is.</summary>
    /// <exception cref="ModelException">See <see cref="ModelExport.ToModelFolder"/>.</exception>
    public static long Write(ModelSource source, string output, WeightPrecision precision, Action<string> note, CancellationToken cancellationToken) =>
        ModelExport.ToModelFolder(source.With(new CountedWeights(source, note, cancellationToken)), output, precision);

    /// <summary>What a base is, in one line.</summary>
    public static string Describe(ModelSource source)
    {
        var size = LlamaTensors.ParameterCount(source.Config) / 1e6;
        return $"{source.Origin?.Name ?? source.Path}: {source.Config.ModelType}, {size:0} million parameters, context {source.Config.MaxPositionEmbeddings}, "
            + $"licence {source.Origin?.License ?? "not said"}";
    }

    private static string Import(string path, string place, string key, Action<string> note, CancellationToken cancellationToken)
    {
        var target = Path.Combine(place, key);
        if (IsWhole(target))
        {
            return target;
        }

        using var source = ModelSource.Open(path).With(context: DefaultContext);
        note($"importing {Describe(source)}");
        Write(source, target, WeightPrecision.Source, note, cancellationToken);
        note($"imported into '{target}'");
        // What the base was before it was replaced.
        foreach (var older in Directory.EnumerateDirectories(place).Where(folder => folder != Path.GetDirectoryName(target)))
        {
            Directory.Delete(older, recursive: true);
        }

        return target;
    }

    private static string NameOf(string path) => MappedGguf.Is(path) ? Path.GetFileNameWithoutExtension(path) : SourceFiles.NameOf(path);

    private static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, ModelFiles.GenAIConfig));

    private static string[] Places(string path)
    {
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } configured && Path.IsPathRooted(configured)
            ? configured
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var name = $"{Path.GetFileName(whole)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..12]}";
        return caches.Length == 0 ? [whole + ".tm"] : [whole + ".tm", Path.Combine(caches, "treasuremarkers", "imports", name)];
    }

    private static bool IsReadOnly(string place)
    {
        try
        {
            Directory.CreateDirectory(place);
            var probe = Path.Combine(place, $"{Guid.NewGuid():N}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static async Task<FileStream> LockAsync(string path, Action<string> note, CancellationToken cancellationToken)
    {
        for (var waits = false; ; waits = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!IsReadOnly(Path.GetDirectoryName(path)!))
            {
                if (!waits)
                {
                    note("waiting for another process that imports the same model");
                }

                await Task.Delay(LockInterval, cancellationToken);
            }
        }
    }

    private static string Key(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add(typeof(ImportCache).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");
        Add($"{typeof(ImportCache).Module.ModuleVersionId} {DefaultContext} {WeightPrecision.Source}");
        IEnumerable<string> files = MappedGguf.Is(path) ? [path] : Directory.EnumerateFiles(path).Order(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var info = new FileInfo(file);
            Add($"{info.Name} {info.Length} {info.LastWriteTimeUtc.Ticks}");
            using var stream = info.OpenRead();
            var head = new byte[Math.Min(HeadBytes, info.Length)];
            stream.ReadExactly(head);
            hash.AppendData(head);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..24];
    }

    /// <summary>Weights that say how many of them were read.</summary>
    private sealed class CountedWeights(ModelSource source, Action<string> note, CancellationToken cancellationToken) : IModelWeights
    {
        private readonly long _all = LlamaTensors.ParameterCount(source.Config);
        private readonly Dictionary<string, long> _counts = LlamaTensors.Of(source.Config).ToDictionary(tensor => tensor.Name, tensor => tensor.Count);
        private readonly HashSet<string> _read = [];
        private long _done;
        private long _said;
        private long _givenOut;

        public float[] Read(string name)
        {
            Count(name);
            return source.Weights.Read(name);
        }

        public QuantizedTensor? ReadBlocks(string name)
        {
            Count(name);
            return source.Weights.ReadBlocks(name);
        }

        public void Dispose() => source.Dispose();

        private void Count(string name)
        {
            cancellationToken.ThrowIfCancellationRequested();
            lock (_read)
            {
                _givenOut += _counts.GetValueOrDefault(name) * sizeof(float);
                if (_givenOut > MostGivenOut)
                {
                    // What was written is garbage, which would pile up beyond the model's size on a machine with much memory.
                    _givenOut = 0;
                    GC.Collect();
                }

                if (!_read.Add(name))
                {
                    return;
                }

                _done += _counts.GetValueOrDefault(name);
                if (10 * _done / _all > _said)
                {
                    _said = 10 * _done / _all;
                    note($"{100 * _done / _all}% of the weights");
                }
            }
        }
    }
}

using System.Text.RegularExpressions;

namespace TreasureMarkers.Data.Sources.CodeFix;

/// <summary>Which tested functions are for evaluation: more than of other rows, since pass rates need hundreds of tests.</summary>
internal static partial class HeldOutFunctions
{
    private const int Percent = 30;

    /// <summary>Other sources read the standard library for training, so none of it is held out here.</summary>
    private const string SharedPackage = "libpython3.11-stdlib";

    /// <summary>Whether a function is held out.</summary>
    /// <param name="seed">The build's seed.</param>
    /// <param name="package">Its package.</param>
    /// <param name="record">Its name within the package.</param>
    public static bool Contain(string seed, string package, string record)
    {
        return package != SharedPackage && StableHash.Of(seed, "tested", Key(package, record)) % 100 < Percent;
    }

    /// <summary>Whether a file of a package has the code of a held-out function, so that no other source may train on it.</summary>
    /// <param name="seed">The build's seed.</param>
    /// <param name="package">The package.</param>
    /// <param name="file">The file's path in it, with slashes.</param>
    public static bool HaveCodeIn(string seed, string package, string file)
    {
        var module = Module().Match(file);
        return package.StartsWith("@stdlib/", StringComparison.Ordinal) && module.Success && Contain(seed, package, module.Groups[1].Value);
    }

    /// <summary>The packages of @stdlib repeat each other's functions, so a module's own name decides.</summary>
    private static string Key(string package, string record) =>
        package.StartsWith("@stdlib/", StringComparison.Ordinal) ? "@stdlib/" + record.Split('/')[^1] : $"{package}/{record}";

    [GeneratedRegex("^(.+?)/(?:lib|src|include|docs|examples)/")]
    private static partial Regex Module();
}

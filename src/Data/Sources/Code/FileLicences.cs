using System.Text.RegularExpressions;
using TreasureMarkers.Data.Packages;

namespace TreasureMarkers.Data.Sources.Code;

/// <summary>Which licence each source file of a package is under; a file whose licence cannot be told is not used.</summary>
internal sealed partial class FileLicences
{
    /// <summary>Debian's short names as SPDX writes them; those that are not here are not used.</summary>
    private static readonly Dictionary<string, string> Spdx = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Expat"] = "MIT",
        ["MIT"] = "MIT",
        ["X11"] = "MIT",
        ["Apache-2.0"] = "Apache-2.0",
        ["BSD-2-Clause"] = "BSD-2-Clause",
        ["BSD-3-Clause"] = "BSD-3-Clause",
        ["Go"] = "BSD-3-Clause",
        ["Ruby"] = "Ruby",
        ["ISC"] = "ISC",
        ["0BSD"] = "0BSD",
        ["Unlicense"] = "Unlicense",
        ["MPL-2.0"] = "MPL-2.0",
    };

    /// <summary>What a file's own notice says, and what the licence's name then has in it.</summary>
    private static readonly (string Words, string Name)[] Notices =
    [
        ("General Public License", "GPL"), ("Mozilla Public License", "MPL"), ("Apache License", "Apache"),
        ("Permission is hereby granted, free of charge", "MIT"), ("Redistribution and use in source and binary forms", "BSD"),
        ("Permission to use, copy, modify", "ISC"),
    ];

    private readonly PackageFolder _folder;
    private readonly CodePackage _package;
    private readonly CopyrightFile? _copyright;

    /// <summary>Reads the package's copyright file where the package says how its files lie in the source tree.</summary>
    /// <param name="folder">The unpacked package.</param>
    /// <param name="package">What is read from it.</param>
    public FileLicences(PackageFolder folder, CodePackage package)
    {
        (_folder, _package) = (folder, package);
        _copyright = package.Tree is null ? null : CopyrightFile.Read(folder.ReadText($"usr/share/doc/{package.Name}/copyright"));
    }

    /// <summary>The SPDX expression of a file, or null when it may not be used.</summary>
    /// <param name="file">Its path in the package.</param>
    /// <param name="text">Its text.</param>
    public string? Of(string file, string text)
    {
        var licence = Gem().Match(file) is { Success: true } gem ? OfGem(gem.Groups["gem"].Value, gem.Groups["ruby"].Value)
            : _copyright is null || _package.Tree is not { } tree ? _package.Licence
            : !file.StartsWith(tree.Installed, StringComparison.Ordinal) ? null
            : _copyright.Of(tree.Source + file[tree.Installed.Length..]) is not { } found ? null
            : found.IsUsual ? _package.Licence : Expression(found.Licence.Split([" or ", " OR "], StringSplitOptions.TrimEntries));
        var notice = Whitespace.Collapse(Marks().Replace(text[..Math.Min(text.Length, 3000)], " "));
        return licence is not null && Notices.All(n => !notice.Contains(n.Words, StringComparison.OrdinalIgnoreCase)
            || licence.Contains(n.Name, StringComparison.Ordinal)) ? licence : null;
    }

    /// <summary>A gem that Ruby bundles names its own licences.</summary>
    private string? OfGem(string gem, string ruby)
    {
        var specification = $"usr/lib/ruby/gems/{ruby}/specifications/{gem}.gemspec";
        return File.Exists(_folder.At(specification)) && Licences().Match(_folder.ReadText(specification)) is { Success: true } said
            ? Expression([.. Quoted().Matches(said.Value).Select(m => m.Groups[1].Value)])
            : null;
    }

    /// <summary>Any one of the licences may be chosen, so those that are not known are left out.</summary>
    private static string? Expression(string[] names)
    {
        string[] known = [.. names.Select(n => Spdx.GetValueOrDefault(n)).OfType<string>().Distinct()];
        return known.Length == 0 ? null : string.Join(" OR ", known);
    }

    [GeneratedRegex(@"/gems/(?<ruby>\d[\d.]*)/gems/(?<gem>[^/]+)/")]
    private static partial Regex Gem();

    [GeneratedRegex(@"licenses? = \[?("".+)")]
    private static partial Regex Licences();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[\s*#/;-]+")]
    private static partial Regex Marks();
}

/// <summary>The licences of a source tree's files as Debian's machine-readable copyright file names them.</summary>
internal sealed class CopyrightFile
{
    private readonly List<(Regex Pattern, bool IsAll, string Licence)> _stanzas = [];

    private CopyrightFile()
    {
    }

    /// <summary>The stanzas of a file; null when it is written in free form.</summary>
    /// <param name="text">The file's text.</param>
    public static CopyrightFile? Read(string text)
    {
        if (!text.StartsWith("Format:", StringComparison.Ordinal))
        {
            return null;
        }

        var file = new CopyrightFile();
        foreach (var stanza in text.ReplaceLineEndings("\n").Split("\n\n"))
        {
            var (files, licence) = (Field(stanza, "Files"), Field(stanza, "License").Split('\n')[0].Trim());
            foreach (var pattern in files.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries))
            {
                var glob = Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)
                    .Replace(@"\?", ".", StringComparison.Ordinal);
                file._stanzas.Add((new Regex($"^{glob}$", RegexOptions.CultureInvariant | RegexOptions.Singleline), pattern == "*",
                    licence));
            }
        }

        return file;
    }

    /// <summary>
    /// The licence of a file as it is written there, by the last stanza that covers it, and whether that is the one of all other files;
    /// null when none covers it.
    /// </summary>
    /// <param name="path">The file's path in the source tree, with slashes.</param>
    public (string Licence, bool IsUsual)? Of(string path)
    {
        var found = _stanzas.FindLastIndex(s => s.Pattern.IsMatch(path));
        return found < 0 ? null : (_stanzas[found].Licence, _stanzas[found].IsAll);
    }

    /// <summary>A field's value with the lines that continue it, which begin with a blank.</summary>
    private static string Field(string stanza, string name) =>
        Regex.Match(stanza, $@"^{name}:(.*(?:\n[ \t].*)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant).Groups[1].Value;
}

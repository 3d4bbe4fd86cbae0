namespace TreasureMarkers.Data.Sources.Debian;

/// <summary>What a package is about, from its section and debtags: the classification label and the domain marker.</summary>
internal static class PackageSubject
{
    private static readonly Dictionary<string, string> Topics = new()
    {
        ["games"] = "games",
        ["graphics"] = "graphics",
        ["sound"] = "sound",
        ["video"] = "video",
        ["net"] = "network",
        ["comm"] = "network",
        ["web"] = "web",
        ["httpd"] = "web",
        ["mail"] = "mail",
        ["news"] = "mail",
        ["science"] = "science",
        ["math"] = "mathematics",
        ["gnu-r"] = "mathematics",
        ["database"] = "databases",
        ["doc"] = "documentation",
        ["fonts"] = "fonts",
        ["text"] = "text",
        ["editors"] = "text",
        ["tex"] = "text",
        ["admin"] = "administration",
        ["kernel"] = "administration",
        ["shells"] = "administration",
        ["x11"] = "desktop",
        ["gnome"] = "desktop",
        ["kde"] = "desktop",
        ["xfce"] = "desktop",
        ["utils"] = "tools",
        ["electronics"] = "electronics",
        ["embedded"] = "electronics",
        ["hamradio"] = "electronics",
    };

    private static readonly HashSet<string> Programming =
    [
        "libs", "libdevel", "devel", "python", "perl", "haskell", "rust", "golang", "javascript", "java", "ruby", "php",
        "ocaml", "lisp", "interpreters", "cli-mono", "vcs", "gnustep", "zope",
    ];

    private static readonly (string Tag, string Domain)[] TaggedDomains =
    [
        ("field::medicine", "Medical"), ("field::finance", "Finance"), ("field::mathematics", "Math"), ("field::statistics", "Math"),
        ("field::biology", "Sciences"), ("field::physics", "Sciences"), ("field::chemistry", "Sciences"),
        ("field::astronomy", "Sciences"), ("field::geology", "Sciences"), ("field::meteorology", "Sciences"),
        ("field::geography", "SocialSciences"), ("field::linguistics", "SocialSciences"), ("field::genealogy", "SocialSciences"),
        ("field::religion", "Culture"), ("field::arts", "Culture"), ("field::electronics", "Technology"), ("field::aviation", "Technology"),
    ];

    /// <summary>Sections whose packages are parts of libraries rather than something a person would ask about.</summary>
    public static bool IsLibrary(string section) => Programming.Contains(section) && section is not ("devel" or "vcs" or "interpreters");

    /// <summary>Sections with nothing to say: generated, transitional or empty packages.</summary>
    public static bool IsEmpty(string section) =>
        section is "debug" or "oldlibs" or "localization" or "metapackages" or "tasks" or "introspection" or "otherosfs";

    /// <summary>The topic, a key of the phrases' <c>topics</c>, or null when the section tells none.</summary>
    public static string? Topic(string section) =>
        Topics.GetValueOrDefault(section) ?? (Programming.Contains(section) ? "programming" : null);

    /// <summary>The taxonomy's domain: by field tag, then by section.</summary>
    public static string Domain(string section, IReadOnlyList<string> tags)
    {
        foreach (var (tag, domain) in TaggedDomains)
        {
            if (tags.Contains(tag))
            {
                return domain;
            }
        }

        return Topic(section) switch
        {
            "programming" => "Code",
            "science" => "Sciences",
            "mathematics" => "Math",
            "games" or "fonts" => "Culture",
            null or "documentation" => "Unspecified",
            _ => "Technology",
        };
    }
}

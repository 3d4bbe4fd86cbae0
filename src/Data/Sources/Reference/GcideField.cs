namespace TreasureMarkers.Data.Sources.Reference;

/// <summary>A field of knowledge as a dictionary labels its words.</summary>
/// <param name="Name">Its name in small letters.</param>
/// <param name="Domain">The taxonomy's domain.</param>
internal sealed record GcideField(string Name, string Domain)
{
    private static readonly Dictionary<string, GcideField> ByLabel = new[]
    {
        ("Anat", "anatomy", "Medical"), ("Med", "medicine", "Medical"), ("Physiol", "physiology", "Medical"), ("Surg", "surgery", "Medical"), ("Pathol", "pathology", "Medical"),
        ("Pharm", "pharmacy", "Medical"), ("Zool", "zoology", "Sciences"), ("Bot", "botany", "Sciences"), ("Chem", "chemistry", "Sciences"), ("Min", "mineralogy", "Sciences"),
        ("Geol", "geology", "Sciences"), ("Astron", "astronomy", "Sciences"), ("Physics", "physics", "Sciences"), ("Biol", "biology", "Sciences"), ("Paleon", "paleontology", "Sciences"),
        ("Opt", "optics", "Sciences"), ("Meteor", "meteorology", "Sciences"), ("Math", "mathematics", "Math"), ("Geom", "geometry", "Math"), ("Alg", "algebra", "Math"), ("Arith", "arithmetic", "Math"),
        ("Logic", "logic", "Math"), ("Law", "law", "Legal"), ("Com", "commerce", "Finance"), ("Finance", "finance", "Finance"), ("Banking", "banking", "Finance"), ("Stock Exchange", "stock exchange", "Finance"),
        ("Mus", "music", "Culture"), ("Eccl", "church", "Culture"), ("Arch", "architecture", "Culture"), ("Myth", "mythology", "Culture"), ("Fine Arts", "fine arts", "Culture"), ("Her", "heraldry", "Culture"),
        ("Print", "printing", "Technology"), ("Naut", "seafaring", "Technology"), ("Mach", "machinery", "Technology"), ("Elec", "electricity", "Technology"), ("Mining", "mining", "Technology"),
        ("Computers", "computing", "Technology"), ("Engin", "engineering", "Technology"), ("Mil", "the military", "SocialSciences"), ("Polit. Econ", "political economy", "SocialSciences"),
        ("Gram", "grammar", "SocialSciences"), ("Rhet", "rhetoric", "SocialSciences"), ("Phon", "phonetics", "SocialSciences"), ("Philos", "philosophy", "SocialSciences"),
    }.ToDictionary(f => f.Item1, f => new GcideField(f.Item2, f.Item3), StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of a label such as <c>Bot.</c>, or null when it names none.</summary>
    public static GcideField? Of(string label)
    {
        return ByLabel.GetValueOrDefault(label.TrimEnd('.'));
    }
}

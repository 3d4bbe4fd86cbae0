namespace TreasureMarkers.Models.Tests.Support;

/// <summary>Changes to a written graph.</summary>
internal static class GraphFile
{
    /// <summary>
    /// Served, models in blocks round the products' inputs to 8 bits too (accuracy level 4); level 1 keeps them in floats.
    /// </summary>
    public static void KeepInputs(string folder)
    {
        var file = Path.Combine(folder, ModelFiles.Graph);
        var model = File.ReadAllBytes(file);
        var attribute = "accuracy_level"u8.ToArray();
        var places = 0;
        var at = 0;
        while (model.AsSpan(at).IndexOf(attribute) is >= 0 and var next)
        {
            at += next + attribute.Length;
            Assert.Equal([0x18, 4], model[at..(at + 2)]);
            model[at + 1] = 1;
            places++;
        }

        Assert.True(places > 0);
        File.WriteAllBytes(file, model);
    }
}

namespace TreasureMarkers.Models.Configuration;

/// <summary>Angles of the rotary position embedding, half-split as Llama has it: component i turns with component i + size/2.</summary>
internal static class RotaryTable
{
    /// <summary>Angle of every position and frequency, row-major [context, size/2], in radians.</summary>
    public static float[] Angles(ModelConfiguration shape)
    {
        var half = shape.HeadDim / 2;
        var angles = new float[shape.MaxPositionEmbeddings * half];
        for (var i = 0; i < angles.Length; i++)
        {
            angles[i] = (float)(i / half * Math.Pow(shape.RopeTheta, -(double)(i % half) / half));
        }

        return angles;
    }

    /// <summary>Cosines of all positions, for the first half of a head, row-major [context, size/2].</summary>
    public static float[] Cosines(ModelConfiguration shape) => Array.ConvertAll(Angles(shape), MathF.Cos);

    /// <summary>Sines of all positions, for the first half of a head, row-major [context, size/2].</summary>
    public static float[] Sines(ModelConfiguration shape) => Array.ConvertAll(Angles(shape), MathF.Sin);
}

using System.Runtime.InteropServices;

namespace TreasureMarkers.Training;

/// <summary>Which example of which epoch.</summary>
/// <param name="Epoch">Times the data was gone through before.</param>
/// <param name="Index">Row number.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ExampleReference(int Epoch, int Index);

namespace TreasureMarkers.Inference;

/// <summary>What is known of a loaded model.</summary>
/// <param name="Name">The model folder's name.</param>
/// <param name="Folder">Its full path.</param>
/// <param name="ContextLength">Tokens of prompt, marker list and answer together.</param>
/// <param name="VocabularySize">Tokens in its vocabulary.</param>
/// <param name="Device">Where it runs: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Runtime">The library that runs the forward passes.</param>
/// <param name="Threads">Threads of one forward pass on the CPU.</param>
public sealed record MarkerModelInfo(
    string Name,
    string Folder,
    int ContextLength,
    int VocabularySize,
    string Device,
    ModelRuntime Runtime,
    int Threads);

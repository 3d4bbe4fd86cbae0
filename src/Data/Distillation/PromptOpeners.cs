namespace TreasureMarkers.Data.Distillation;

/// <summary>
/// First words of prompts, in English. Left to itself a small model begins most of its prompts alike ("Can you provide a ..."); most of them
/// are given their first words, so that they ask in as many ways as people do.
/// </summary>
internal static class PromptOpeners
{
    private const double Share = 0.6;

    private static readonly string[] Openers =
    [
        "What causes", "What are the benefits of", "What are the main", "What is the purpose of", "What is the history of", "What is the meaning of", "What are some", "What kind of",
        "What is the role of", "What are the causes of", "What are the symptoms of", "Who invented", "How does the", "How do plants", "How do animals", "How do people", "How do you", "How do you cook",
        "Why is the", "Why do people", "Explain the concept of", "Explain what", "Explain in simple terms", "Where does", "Which country", "Which animal", "How can a",
        "What is", "What is", "What is the", "What are", "What are the", "What does", "What was", "What makes", "What happens when", "What should I", "What's the best way to",
        "What is the difference between", "Why", "Why is", "Why are", "Why do", "Why did", "How", "How do", "How do I", "How do I", "How does", "How can I", "How can I", "How can we",
        "How is", "How are", "How did", "How many", "How much", "How long does", "How should I", "Who", "Who was", "When", "When did", "Where", "Where can I", "Which", "Is it", "Is there", "Are",
        "Do", "Does", "Can I", "Should I", "Explain", "Explain how", "Explain why", "Explain the", "Describe", "Describe the", "Describe a", "Tell me about", "Tell me how", "Tell me a", "Give me",
        "Give me some", "Give an example of", "List", "List some", "List the", "Name", "Name three", "Compare", "Define", "Write", "Write a", "Write a short", "Write a story about", "Write a poem about",
        "Write a letter to", "Write an email to", "Create a", "Make a", "Suggest", "Recommend", "Help me", "Discuss", "Outline", "Imagine", "Show me how to", "Plan a", "Design a", "Solve",
        "Calculate", "If", "I want to", "I need", "I have", "I am", "My", "In", "Can you explain", "Could you tell me", "Please", "Teach me", "Convince me", "Pretend you are", "Come up with",
    ];

    /// <summary>The first words of a prompt, or nothing.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="number">The prompt's number.</param>
    public static string Of(string seed, int number)
    {
        var random = new StableRandom(seed, "opener", $"{number}");
        return random.Chance(Share) ? random.Pick(Openers) : "";
    }
}

namespace TreasureMarkers.Data.Sources.Manuals;

/// <summary>Puts a document together as a reader meets its headings and pieces.</summary>
internal sealed class ManualBuilder
{
    private readonly List<ManualSection> _sections = [];
    private List<ManualBlock> _blocks = [];
    private (string Title, int Level)? _heading;

    /// <summary>Begins a section.</summary>
    public void Heading(string title, int level)
    {
        Close();
        _heading = (title, level);
    }

    /// <summary>Adds a piece to the section; what stands before the first heading is dropped.</summary>
    public void Add(ManualBlockKind kind, string text)
    {
        if (text.Length > 0 && _heading is not null)
        {
            _blocks.Add(new ManualBlock(kind, text));
        }
    }

    /// <summary>Appends to the last piece, as for a second paragraph of an item.</summary>
    public void Append(string text)
    {
        if (_blocks.Count > 0 && text.Length > 0)
        {
            _blocks[^1] = _blocks[^1] with { Text = _blocks[^1].Text + " " + text };
        }
    }

    /// <summary>The document, or null when it has no heading or no text.</summary>
    public ManualDocument? Build()
    {
        Close();
        return _sections.Count == 0 || _sections.All(s => s.Blocks.Count == 0) ? null : new ManualDocument(_sections[0].Title, _sections);
    }

    private void Close()
    {
        if (_heading is { } heading)
        {
            // "See also" and the like, after which links were left out.
            while (_blocks.Count > 1 && _blocks[^1] is { Kind: ManualBlockKind.Paragraph, Text.Length: < 40 } last && char.IsLetter(last.Text[^1]))
            {
                _blocks.RemoveAt(_blocks.Count - 1);
            }

            _sections.Add(new ManualSection(heading.Title, heading.Level, _blocks));
            _blocks = [];
        }
    }
}

using TreasureMarkers.Evaluation.Protocols;
using TreasureMarkers.Markers;

namespace TreasureMarkers.Evaluation.Tests;

/// <summary>Texts by people, none of which anything was trained on.</summary>
public sealed class StyleWishTests
{
    private static readonly string[] Formal =
    [
        "Everyone has the right to freedom of opinion and expression; this right includes freedom to hold opinions without interference and to seek, receive and impart information and ideas through any media and regardless of frontiers.",
        "The mouse is a small rodent. Characteristically, mice are known to have a pointed snout, small rounded ears, a body-length scaly tail, and a high breeding rate.",
        "The congress shall have power to lay and collect taxes, duties, imposts and excises, to pay the debts and provide for the common defence and general welfare of the United States.",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software, to deal in the Software without restriction, subject to the following conditions.",
        "When on board H.M.S. Beagle as naturalist, certain facts were observed in the distribution of the inhabitants of South America. These facts seemed to throw some light on the origin of species.",
    ];

    private static readonly string[] Informal =
    [
        "You don't know about me without you have read a book by the name of The Adventures of Tom Sawyer; but that ain't no matter.",
        "Thanks so much for the pictures! We're having a great time here, it's sunny every day and I can't wait to show you the beach.",
        "I think you should just restart it and see if that helps. If it doesn't, let me know and we'll have a look together.",
        "Well, I'd say it's worth a try. What's the worst that could happen?",
        "Hey! Don't worry about it, you'll be fine. Just grab a coffee and take it easy.",
    ];

    [Fact]
    public void Nine_of_ten_texts_by_people_are_told_apart() =>
        Assert.InRange(Formal.Count(text => Tell(text) == "Formal") + Informal.Count(text => Tell(text) == "Informal"), 9, 10);

    private static string Tell(string text) => Wishes.Styles(MarkerTaxonomy.Default).Single(wish => wish.Meets(text)).Value;
}

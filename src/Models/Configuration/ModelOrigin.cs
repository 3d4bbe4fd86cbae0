namespace TreasureMarkers.Models.Configuration;

/// <summary>
/// origin.json: where a base is from and what its licence is. It goes with every folder that is made of the base, and stands in
/// training.json and in the cards. What the base does not say is null.
/// </summary>
/// <param name="Name">What its maker calls it, or the name of its file or folder.</param>
/// <param name="License">The licence by its SPDX identifier, or the name that the base's card has for it.</param>
/// <param name="LicenseLink">Where the licence's text is.</param>
/// <param name="Source">The base's address, or its owner and name on the hub.</param>
/// <param name="Revision">The commit on the hub.</param>
internal sealed record ModelOrigin(
    string Name, string? License = null, string? LicenseLink = null, string? Source = null, string? Revision = null);

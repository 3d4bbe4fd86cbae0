using System.Text.Json.Serialization;

namespace TreasureMarkers.ChatServer.Wire;

/// <summary>
/// One event of a streamed reply. On the wire it is a JSON object whose <c>type</c> names the record. A reply is
/// <c>started</c>, <c>markers</c>, any number of <c>text</c> and <c>toolCall</c>, <c>adherence</c>, <c>done</c>;
/// or, from any point on, <c>error</c>, which is then the last one.
/// </summary>
/// <remarks>
/// Every record repeats its own discriminator because SignalR serializes by run-time type, and System.Text.Json writes a
/// discriminator only if the type it is asked to write declares one, which a sealed type may not.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StartedEvent), StartedEvent.Type)]
[JsonDerivedType(typeof(MarkersEvent), MarkersEvent.Type)]
[JsonDerivedType(typeof(TextEvent), TextEvent.Type)]
[JsonDerivedType(typeof(ToolCallEvent), ToolCallEvent.Type)]
[JsonDerivedType(typeof(AdherenceEvent), AdherenceEvent.Type)]
[JsonDerivedType(typeof(DoneEvent), DoneEvent.Type)]
[JsonDerivedType(typeof(ErrorEvent), ErrorEvent.Type)]
internal abstract record ChatEvent;

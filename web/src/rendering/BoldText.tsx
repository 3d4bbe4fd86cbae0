/** Text in which `**words**` are bold; anything else stays as it is written. */
export function BoldText({ text }: { text: string }) {
  // Every second piece is what stood between two pairs of stars.
  return text.split(/\*\*([^*\n]+)\*\*/).map((piece, index) => (index % 2 === 1 ? <strong key={index}>{piece}</strong> : piece));
}

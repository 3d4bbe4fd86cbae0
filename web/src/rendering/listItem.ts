export interface ListItem {
  readonly ordered: boolean;
  /** Where an ordered list starts; 1 otherwise. */
  readonly number: number;
  readonly text: string;
}

/** Reads a line that begins with a bullet or a number and a space; null for any other. */
export function listItem(line: string): ListItem | null {
  const bullet = /^ {0,3}[-*•] +(\S.*)$/.exec(line);
  if (bullet !== null) {
    return { ordered: false, number: 1, text: bullet[1] ?? '' };
  }
  const numbered = /^ {0,3}(\d{1,3})[.)] +(\S.*)$/.exec(line);
  return numbered === null ? null : { ordered: true, number: Number(numbered[1]), text: numbered[2] ?? '' };
}

/** A line of a pipe table: `| a | b |`, outer pipes included. */
export const isTableRow = (line: string) => /^\s*\|.*\S/.test(line);

/** The line under a table's header: `|---|:--:|`. */
export const isTableRule = (line: string) => /^\s*\|(\s*:?-+:?\s*\|)+\s*(:?-*:?\s*)$/.test(line);

/** The cells of a row; `\|` is a pipe inside a cell, and the outer pipes are optional at the end, where a stream may be cut. */
export function tableCells(row: string): string[] {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

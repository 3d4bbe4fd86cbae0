import { listItem, type ListItem } from './listItem';
import { isTableRow, isTableRule, tableCells } from './tableCells';

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly string[] };

/**
 * An answer's text as blocks to show. Only what is unmistakable is given a shape: a whole answer that is JSON or XML, a
 * fence, a heading, a pipe table, a list. All else stays the plain text it is. It takes any text, also one cut off anywhere, since it is
 * called on every frame of a streamed answer.
 */
export function readBlocks(text: string): Block[] {
  const language = dataLanguage(text);
  return language === null ? readLines(text.replaceAll('\r\n', '\n').split('\n')) : [{ kind: 'code', language, text: text.trim() }];
}

// A declaration, or a first element; the element's name may still be arriving.
const xmlStart = /^\s*<(\?xml\b|[\p{L}_][\p{L}\p{M}\p{N}_.:-]*($|(\s+[\w:-]+="[^"]*")*\s*\/?>))/u;

/** Whether the answer as a whole is data, told by how it begins so that it does not change while it arrives. */
function dataLanguage(text: string): string | null {
  if (/^\s*(\{\s*("|\}|$)|\[\s*(["{[\d\]]|$))/.test(text)) {
    return 'JSON';
  }
  return xmlStart.test(text) ? 'XML' : null;
}

function readLines(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let next = 0;
  while (next < lines.length) {
    const [block, end] = readShape(lines, next) ?? readParagraph(lines, next);
    if (block !== null) {
      blocks.push(block);
    }
    next = end;
  }
  return blocks;
}

type Read = readonly [block: Block | null, end: number];

const readShape = (lines: readonly string[], start: number): Read | null =>
  readFence(lines, start) ?? readHeading(lines, start) ?? readTable(lines, start) ?? readList(lines, start);

const headingOf = (line: string | undefined) => /^#{1,6} +(\S.*)$/.exec(line ?? '');

function readHeading(lines: readonly string[], start: number): Read | null {
  const heading = headingOf(lines[start]);
  return heading === null ? null : [{ kind: 'heading', text: heading[1] ?? '' }, start + 1];
}

const fenceOf = (line: string | undefined) => /^\s*(```+|~~~+)\s*([\w+#.-]*)\s*$/.exec(line ?? '');

function readFence(lines: readonly string[], start: number): Read | null {
  const open = fenceOf(lines[start]);
  if (open === null) {
    return null;
  }
  let end = start + 1;
  while (end < lines.length && lines[end]?.trim() !== open[1]) {
    end++;
  }
  return [{ kind: 'code', language: open[2] ?? '', text: lines.slice(start + 1, end).join('\n') }, end + 1];
}

function readTable(lines: readonly string[], start: number): Read | null {
  const header = lines[start] ?? '';
  if (!isTableRow(header) || !isTableRule(lines[start + 1] ?? '')) {
    return null;
  }
  let end = start + 2;
  while (end < lines.length && isTableRow(lines[end] ?? '')) {
    end++;
  }
  return [{ kind: 'table', header: tableCells(header), rows: lines.slice(start + 2, end).map(tableCells) }, end];
}

function readList(lines: readonly string[], start: number): Read | null {
  const first = listItem(lines[start] ?? '');
  if (first === null) {
    return null;
  }
  const items: string[] = [];
  let end = start;
  for (let item: ListItem | null = first; item !== null && item.ordered === first.ordered; item = listItem(lines[end] ?? '')) {
    items.push(item.text);
    end++;
    // An indented line goes on with the item above it.
    while (/^\s+\S/.test(lines[end] ?? '') && listItem(lines[end] ?? '') === null) {
      items.push(`${items.pop() ?? ''}\n${lines[end]?.trim() ?? ''}`);
      end++;
    }
  }
  return [{ kind: 'list', ordered: first.ordered, start: first.number, items }, end];
}

function readParagraph(lines: readonly string[], start: number): Read {
  let end = start + 1;
  while (end < lines.length && lines[end]?.trim() !== '' && lines[start]?.trim() !== '' && !startsBlock(lines, end)) {
    end++;
  }
  const text = lines.slice(start, end).join('\n');
  return [text.trim() === '' ? null : { kind: 'paragraph', text }, end];
}

const startsBlock = (lines: readonly string[], index: number) =>
  fenceOf(lines[index]) !== null ||
  headingOf(lines[index]) !== null ||
  listItem(lines[index] ?? '') !== null ||
  readTable(lines, index) !== null;

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBlocks } from '../../src/rendering/blocks';

test('plain text stays one paragraph to a blank line, with its line breaks', () => {
  expect(readBlocks('One.\nStill one.\n\nTwo.')).toEqual([
    { kind: 'paragraph', text: 'One.\nStill one.' },
    { kind: 'paragraph', text: 'Two.' },
  ]);
});

test('an answer that is JSON or XML is shown as it is', () => {
  expect(readBlocks('{"name": "nano"}')).toEqual([{ kind: 'code', language: 'JSON', text: '{"name": "nano"}' }]);
  expect(readBlocks('[\n  {"a": 1}\n]')[0]).toMatchObject({ kind: 'code', language: 'JSON' });
  expect(readBlocks('<package name="nano">\n\n- x\n</package>')).toHaveLength(1);
  expect(readBlocks('<?xml version="1.0"?><a/>')[0]).toMatchObject({ kind: 'code', language: 'XML' });
});

test('an element may have any name, and may still be arriving', () => {
  for (const text of ['<Couronne_suédoise>\n  <code>SEK</code>', '<Couronne_su', '<名前>', '<a b="1"/>']) {
    expect(readBlocks(text)).toEqual([{ kind: 'code', language: 'XML', text }]);
  }
});

test('a heading ends with its line', () => {
  expect(readBlocks('## pays\n- Japon\n#tag')).toEqual([
    { kind: 'heading', text: 'pays' },
    { kind: 'list', ordered: false, start: 1, items: ['Japon'] },
    { kind: 'paragraph', text: '#tag' },
  ]);
});

test('prose that only mentions braces or tags is prose', () => {
  expect(readBlocks('Use {braces} and <b>.')[0]?.kind).toBe('paragraph');
  expect(readBlocks('[Note] this')[0]?.kind).toBe('paragraph');
  expect(readBlocks('< 3 items')[0]?.kind).toBe('paragraph');
});

test('a pipe table has a header and rows', () => {
  expect(readBlocks('Codes:\n| Code | Value |\n|:---|---:|\n| A \\| B | JP |\n| n |\nEnd.')).toEqual([
    { kind: 'paragraph', text: 'Codes:' },
    { kind: 'table', header: ['Code', 'Value'], rows: [['A | B', 'JP'], ['n']] },
    { kind: 'paragraph', text: 'End.' },
  ]);
});

test('lists keep their kind, their first number and their continued lines', () => {
  expect(readBlocks('- one\n- two\n  goes on\n\n3. three\n4. four')).toEqual([
    { kind: 'list', ordered: false, start: 1, items: ['one', 'two\ngoes on'] },
    { kind: 'list', ordered: true, start: 3, items: ['three', 'four'] },
  ]);
});

test('a fence holds whatever it holds, also before it is closed', () => {
  expect(readBlocks('```sh\n- ls\n| a |\n```\ndone')).toEqual([
    { kind: 'code', language: 'sh', text: '- ls\n| a |' },
    { kind: 'paragraph', text: 'done' },
  ]);
  expect(readBlocks('```\nopen')).toEqual([{ kind: 'code', language: '', text: 'open' }]);
});

test('data is recognised by its beginning and stays recognised while it arrives', () => {
  const json = '{ "package": "nano", "tags": ["a", "b"] }';
  for (let end = 3; end <= json.length; end++) {
    expect(readBlocks(json.slice(0, end))[0]).toMatchObject({ kind: 'code', language: 'JSON' });
  }
});

const line = fc.constantFrom(
  '- item',
  '12. step',
  '| a | b |',
  '|---|---|',
  '## Head',
  '```',
  '',
  '  indented',
  'Text.',
  '{',
  '<a>',
  '\r',
  '~~~',
);

test('no letter of any text is lost or doubled, wherever it is cut', () => {
  const letters = (text: string) => text.replace(/\P{L}/gu, '');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.nat(60), (lines, cut) => {
      const text = lines.join('\n').slice(0, cut);
      const shown = readBlocks(text).flatMap((block) => {
        switch (block.kind) {
          case 'table':
            return [...block.header, ...block.rows.flat()];
          case 'list':
            return block.items;
          default:
            return [block.text];
        }
      });

      expect(letters(shown.join('\n'))).toBe(letters(text));
    }),
    { numRuns: 1000 },
  );
});

test('any text is read in time that grows with its length alone', () => {
  const started = performance.now();
  for (const part of ['|', '| a ', '- ', '```\n', '<a b="', '{"', ' ', '\n', '|-|\n']) {
    readBlocks(part.repeat(50_000));
  }
  expect(performance.now() - started).toBeLessThan(3000);
});

import { expect, test } from 'vitest';
import { readTaxonomy } from '../../src/wire/taxonomy';

test('what the wire leaves out has a stated meaning', () => {
  expect(readTaxonomy({ categories: [{ name: 'pages', kind: 'int' }] })).toEqual([
    { name: 'pages', kind: 'int', values: [], description: '', displayName: 'pages', enforceable: false, kept: {} },
  ]);
});

import { expect, test } from 'vitest';
import { examples, examplesFor } from '../../src/examples/examples';
import { taxonomy } from '../taxonomy';

test('the default taxonomy has every marker that an example sets', () => {
  expect(examplesFor(taxonomy)).toEqual(examples);
});

test('an example with a marker that the served model lacks is not offered', () => {
  const withoutLanguage = taxonomy.filter(({ name }) => name !== 'lang');

  expect(examplesFor(withoutLanguage).every(({ markers }) => !('lang' in markers))).toBe(true);
  expect(examplesFor([]).every(({ markers }) => Object.keys(markers).length === 0)).toBe(true);
});

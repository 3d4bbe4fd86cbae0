import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chosenMarkers,
  markerChoiceReducer,
  noMarkers,
  readNumber,
  requestMarkers,
  type MarkerChoiceAction,
} from '../../src/markers/markerChoice';
import { taxonomy } from '../taxonomy';

const after = (...actions: MarkerChoiceAction[]) => actions.reduce(markerChoiceReducer, noMarkers);

test('nothing set sends nothing', () => {
  expect(requestMarkers(noMarkers)).toEqual({});
});

test('what is set is sent, and what is cleared is left to the model again', () => {
  const choice = after(
    { type: 'set', category: 'lang', value: 'German' },
    { type: 'set', category: 'length_tokens', value: '40' },
    { type: 'cleared', category: 'lang' },
  );

  expect(requestMarkers(choice)).toEqual({ markers: { length_tokens: '40' } });
});

test('enforcing goes with its marker', () => {
  const enforced = after(
    { type: 'set', category: 'length_tokens', value: '40' },
    { type: 'enforced', category: 'length_tokens', on: true },
  );

  expect(requestMarkers(enforced).enforce).toEqual(['length_tokens']);
  expect(markerChoiceReducer(enforced, { type: 'cleared', category: 'length_tokens' })).toEqual(noMarkers);
});

test('a category has one value, and chips stand in the order of the taxonomy', () => {
  const setting = fc.record({
    category: fc.constantFrom(...taxonomy.map(({ name }) => name)),
    value: fc.constantFrom('1', '2', '3'),
  });
  fc.assert(
    fc.property(fc.array(setting), (settings) => {
      const choice = after(...settings.map((each): MarkerChoiceAction => ({ type: 'set', ...each })));
      const chosen = chosenMarkers(taxonomy, choice);

      expect(chosen.map(({ category }) => category)).toEqual(taxonomy.filter(({ name }) => name in choice.values));
      expect(Object.fromEntries(chosen.map(({ category, value }) => [category.name, value]))).toEqual(
        Object.fromEntries(settings.map(({ category, value }) => [category, value])),
      );
    }),
  );
});

test('numbers are read in the spelling that the server takes', () => {
  expect(readNumber('int', ' 040 ')).toBe('40');
  expect(readNumber('int', '4.5')).toBeNull();
  expect(readNumber('int', '-4')).toBeNull();
  expect(readNumber('float', '0,5')).toBe('0.5');
  expect(readNumber('float', '1.234')).toBeNull();
  expect(readNumber('float', '')).toBeNull();
  fc.assert(fc.property(fc.nat(999_999_999), (number) => readNumber('int', String(number)) === String(number)));
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { MarkerPanel } from '../../src/markers/MarkerPanel';
import { noMarkers, type MarkerChoice } from '../../src/markers/markerChoice';
import type { MarkerCategory } from '../../src/wire/taxonomy';
import { taxonomy } from '../taxonomy';

const render = (categories: readonly MarkerCategory[], choice: MarkerChoice = noMarkers) =>
  renderToStaticMarkup(<MarkerPanel taxonomy={categories} choice={choice} onChange={() => undefined} />);

const mood: MarkerCategory = {
  name: 'mood',
  kind: 'categorical',
  values: ['calm', 'bright'],
  description: 'The mood of the answer.',
  displayName: 'Mood',
  enforceable: false,
  kept: { calm: 0.87 },
};

test('how often the model keeps a value is said where that was measured', () => {
  expect(render([mood], { values: { mood: 'calm' }, enforced: [] })).toContain('keeps this in 87% of its answers');
  expect(render([mood], { values: { mood: 'bright' }, enforced: [] })).not.toContain('keeps this');
  expect(render([mood])).not.toContain('keeps this');
});

test('every category of the taxonomy has its control, its name and its help', () => {
  const html = render(taxonomy);
  for (const { name, displayName, description } of taxonomy) {
    expect(html).toContain(`data-category="${name}"`);
    expect(html).toContain(displayName);
    expect(html).toContain(description);
  }
});

test('a model without markers has nothing to set, and says why', () => {
  const html = render([]);

  expect(html).toContain('was not trained with markers');
  expect(html).not.toContain('<button');
});

test('the control follows from the kind, for categories that this project has never heard of', () => {
  expect(render([mood])).toContain('type="radio"');
  expect(render([{ ...mood, values: ['a', 'b', 'c', 'd', 'e'] }])).toContain('<select');
  expect(render([{ ...mood, kind: 'int', values: [] }])).toContain('inputMode="numeric"');
  expect(render([{ ...mood, kind: 'float', values: [] }])).toContain('inputMode="decimal"');
});

test('a marker can be enforced once it is set, where the server supports that', () => {
  const choice: MarkerChoice = { values: { mood: 'calm' }, enforced: ['mood'] };

  expect(render([{ ...mood, enforceable: true }])).not.toContain('role="switch"');
  expect(render([mood], choice)).not.toContain('role="switch"');
  expect(render([{ ...mood, enforceable: true }], choice)).toMatch(/role="switch"[^>]*checked/);
});

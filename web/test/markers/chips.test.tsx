import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AnswerMarkers } from '../../src/markers/AnswerMarkers';
import { ChosenMarkers } from '../../src/markers/ChosenMarkers';
import { noMarkers } from '../../src/markers/markerChoice';
import { taxonomy } from '../taxonomy';

const ignore = () => undefined;

test('given markers come first, inferred ones follow with their probability', () => {
  const html = renderToStaticMarkup(
    <AnswerMarkers
      taxonomy={taxonomy}
      given={{ lang: 'German' }}
      inferred={{ task: { value: 'QuestionAnswering', probability: 0.58, top: [], interval: null } }}
      choice={noMarkers}
      onChange={ignore}
    />,
  );
  const text = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

  expect(text).toContain('Set: Language German');
  expect(text).toContain('Task Question answering 58%');
  expect(text.indexOf('German')).toBeLessThan(text.indexOf('Question answering'));
});

test('an inferred number shows what it lies between', () => {
  const html = renderToStaticMarkup(
    <AnswerMarkers
      taxonomy={taxonomy}
      given={{}}
      inferred={{ length_tokens: { value: '40', probability: 0.02, top: [], interval: { low: '12', high: '95' } } }}
      choice={noMarkers}
      onChange={ignore}
    />,
  );

  expect(html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')).toContain('Length in tokens 40 12 to 95');
});

test('an inferred marker that is kept for the next question shows as pressed', () => {
  const render = (values: Record<string, string>) =>
    renderToStaticMarkup(
      <AnswerMarkers
        taxonomy={taxonomy}
        given={{}}
        inferred={{ lang: { value: 'German', probability: 0.97, top: [], interval: null } }}
        choice={{ values, enforced: [] }}
        onChange={ignore}
      />,
    );

  expect(render({ lang: 'German' })).toContain('aria-pressed="true"');
  expect(render({ lang: 'French' })).toContain('aria-pressed="false"');
});

test('every chosen marker can be removed by its own button', () => {
  const html = renderToStaticMarkup(
    <ChosenMarkers
      taxonomy={taxonomy}
      choice={{ values: { lang: 'German', length_tokens: '40' }, enforced: ['length_tokens'] }}
      onChange={ignore}
    />,
  );

  expect(html).toContain('Remove Language German');
  expect(html).toContain('Remove Length in tokens 40');
  expect(html).toContain(', enforced');
});

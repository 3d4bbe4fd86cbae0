import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AdherenceLine } from '../../src/conversation/AdherenceLine';
import { describeFigures } from '../../src/conversation/AnswerFigures';
import { taxonomy } from '../taxonomy';
import type { Timings } from '../../src/wire/contracts';

const textOf = (html: string) => html.replace(/<[^>]*>/g, '');

const timingsOf = (firstTextMilliseconds: number | null, totalMilliseconds: number): Timings => ({
  queuedMilliseconds: 0,
  prefillMilliseconds: 0,
  markersMilliseconds: 40,
  decodeMilliseconds: 0,
  firstTextMilliseconds,
  totalMilliseconds,
  tokensPerSecond: 0,
});

test('adherence says what was asked and measured, and in words whether it was kept', () => {
  const html = renderToStaticMarkup(
    <AdherenceLine
      taxonomy={taxonomy}
      adherence={{
        lang: { asked: 'German', measured: 'German', met: true },
        length_tokens: { asked: '40', measured: '58', met: false },
        format: { asked: 'JSON', measured: null, met: false },
      }}
    />,
  );

  expect(textOf(html)).toContain('Measured: 1 of 3 kept');
  expect(textOf(html)).toContain('Kept: Language German');
  expect(textOf(html)).toContain('Missed: Length in tokens 58 of at most 40');
  expect(textOf(html)).toContain('Missed: Format not recognised, not JSON');
});

test('nothing measurable, nothing said', () => {
  expect(renderToStaticMarkup(<AdherenceLine taxonomy={taxonomy} adherence={{}} />)).toBe('');
});

test('the figures give tokens, the wait and the rate', () => {
  const usage = { inputTokens: 12, outputTokens: 148, cachedInputTokens: 0 };

  expect(
    describeFigures({
      finishReason: 'stop',
      usage,
      timings: timingsOf(180.4, 2000),
    }),
  ).toEqual(['148 tokens', 'first text after 180 ms', '74 tokens/s']);
  expect(
    describeFigures({
      finishReason: 'length',
      usage,
      timings: timingsOf(null, 0),
    }),
  ).toEqual(['148 tokens', 'cut off at the length limit']);
});

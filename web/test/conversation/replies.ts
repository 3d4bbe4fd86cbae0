import fc from 'fast-check';
import type { ChatEvent } from '../../src/wire/contracts';

/** The events of one whole reply whose text is cut into `deltas`. */
export const replyOf = (deltas: readonly string[]): ChatEvent[] => [
  { type: 'started', id: 'g1', model: 'tiny' },
  {
    type: 'markers',
    given: { lang: 'German' },
    inferred: { task: { value: 'Explanation', probability: 0.58, top: [{ value: 'Explanation', probability: 0.58 }], interval: null } },
  },
  ...deltas.map((delta): ChatEvent => ({ type: 'text', delta })),
  { type: 'adherence', adherence: { lang: { asked: 'German', measured: 'German', met: true } } },
  {
    type: 'done',
    finishReason: 'stop',
    usage: { inputTokens: 7, outputTokens: 20, cachedInputTokens: 0 },
    timings: {
      queuedMilliseconds: 0,
      prefillMilliseconds: 10,
      markersMilliseconds: 40,
      decodeMilliseconds: 445,
      firstTextMilliseconds: 55,
      totalMilliseconds: 500,
      tokensPerSecond: 45,
    },
  },
];

/** A text cut anywhere into pieces, empty ones included. */
export const cutText = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 20 });

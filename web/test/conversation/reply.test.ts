import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEvent, failReply, isRunning, stopReply, waitingReply } from '../../src/conversation/reply';
import type { ChatEvent } from '../../src/wire/contracts';
import { cutText, replyOf } from './replies';

const read = (events: readonly ChatEvent[]) => events.reduce(applyEvent, waitingReply);

test('a whole reply carries its markers, text, adherence and figures', () => {
  const reply = read(replyOf(['GIMP ', 'ist ', 'ein Programm.']));

  expect(reply.phase).toBe('done');
  expect(reply.text).toBe('GIMP ist ein Programm.');
  expect(reply.markers?.given).toEqual({ lang: 'German' });
  expect(reply.markers?.inferred['task']?.probability).toBe(0.58);
  expect(reply.adherence?.['lang']?.met).toBe(true);
  expect(reply.done?.usage.outputTokens).toBe(20);
});

test('the markers are known before any text is', () => {
  const events = replyOf(['Hallo']);
  const reply = read(
    events.slice(
      0,
      events.findIndex(({ type }) => type === 'text'),
    ),
  );

  expect(reply.phase).toBe('waiting');
  expect(reply.markers).toBeDefined();
  expect(reply.text).toBe('');
});

test('however the text is cut, the reply is the same', () => {
  fc.assert(fc.property(cutText, (deltas) => read(replyOf(deltas)).text === deltas.join('')));
});

test('a reply that was stopped anywhere keeps what had arrived and takes nothing more', () => {
  fc.assert(
    fc.property(cutText, fc.nat(25), (deltas, at) => {
      const events = replyOf(deltas);
      const stopped = stopReply(read(events.slice(0, at)));
      const ended = at >= events.length ? 'done' : 'stopped';

      expect(stopped.phase).toBe(ended);
      expect(events.slice(at).reduce(applyEvent, stopped)).toBe(stopped);
    }),
  );
});

test('an error ends the reply with its message and keeps the text before it', () => {
  const reply = read([
    { type: 'text', delta: 'Half' },
    { type: 'error', code: 'internal', message: 'It broke.' },
  ]);

  expect(reply.phase).toBe('failed');
  expect(reply.text).toBe('Half');
  expect(reply.error).toEqual({ code: 'internal', message: 'It broke.' });
});

test('a lost connection after the end changes nothing', () => {
  const done = read(replyOf(['ok']));

  expect(failReply(done, 'connection', 'lost')).toBe(done);
});

test('an event of a newer server is passed over', () => {
  const reply = applyEvent(waitingReply, { type: 'somethingNew' } as unknown as ChatEvent);

  expect(reply).toBe(waitingReply);
  expect(isRunning(reply)).toBe(true);
});

test('tool calls are kept in order', () => {
  const reply = read([
    { type: 'toolCall', name: 'set_markers', arguments: { lang: 'German' } },
    { type: 'toolCall', name: 'list_markers', arguments: {} },
  ]);

  expect(reply.toolCalls.map(({ name }) => name)).toEqual(['set_markers', 'list_markers']);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventBatch } from '../../src/conversation/eventBatch';
import { applyEvent, waitingReply } from '../../src/conversation/reply';
import type { ChatEvent } from '../../src/wire/contracts';
import { cutText, replyOf } from './replies';

function gather() {
  const frames: (() => void)[] = [];
  const delivered: ChatEvent[] = [];
  const batch = new EventBatch(
    (callback) => frames.push(callback),
    (event) => delivered.push(event),
  );
  return { batch, frames, delivered };
}

test('the texts of one frame are delivered as one', () => {
  const { batch, frames, delivered } = gather();
  ['one ', 'two ', 'three'].forEach((delta) => batch.add({ type: 'text', delta }));

  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(delivered).toEqual([{ type: 'text', delta: 'one two three' }]);
});

test('markers are delivered at once, and after the text before them', () => {
  const { batch, delivered } = gather();
  const markers: ChatEvent = { type: 'markers', given: {}, inferred: {} };
  batch.add({ type: 'text', delta: 'x' });
  batch.add(markers);

  expect(delivered).toEqual([{ type: 'text', delta: 'x' }, markers]);
});

test('a frame after an early flush delivers nothing twice', () => {
  const { batch, frames, delivered } = gather();
  batch.add({ type: 'text', delta: 'x' });
  batch.flush();
  frames.forEach((frame) => frame());

  expect(delivered).toHaveLength(1);
});

test('wherever the frames fall, the reply is that of the events one by one', () => {
  fc.assert(
    fc.property(cutText, fc.array(fc.boolean(), { maxLength: 30 }), (deltas, frameAfter) => {
      const { batch, frames, delivered } = gather();
      const events = replyOf(deltas);
      events.forEach((event, index) => {
        batch.add(event);
        if (frameAfter[index] === true) {
          frames.splice(0).forEach((frame) => frame());
        }
      });
      batch.flush();

      expect(delivered.reduce(applyEvent, waitingReply)).toEqual(events.reduce(applyEvent, waitingReply));
    }),
  );
});

import { expect, test } from 'vitest';
import { messagesOf } from '../../src/conversation/conversation';
import { turnsOf } from '../../src/conversation/storedTurns';
import type { StoredMessage } from '../../src/wire/contracts';

const user = (content: string): StoredMessage => ({
  role: 'user',
  content,
  created: '2026-01-31T12:00:00+00:00',
  given: null,
  inferred: null,
  adherence: null,
  finishReason: null,
});
const assistant = (content: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  ...user(content),
  role: 'assistant',
  finishReason: 'stop',
  ...more,
});

test('a stored conversation is shown as it was and can go on', () => {
  const given = { lang: 'German' };
  const adherence = { lang: { asked: 'German', measured: 'German', met: true } };
  const turns = turnsOf([user('Hi'), assistant('Hallo', { given, adherence }), user('And?'), assistant('Nothing')]);

  expect(turns.map(({ id, question, reply }) => [id, question, reply.phase, reply.text])).toEqual([
    [0, 'Hi', 'done', 'Hallo'],
    [1, 'And?', 'done', 'Nothing'],
  ]);
  expect(turns[0]?.reply).toMatchObject({ markers: { given, inferred: {} }, adherence });
  expect(turns[1]?.reply.markers).toBeUndefined();
  expect(messagesOf({ turns })[1]).toEqual({ role: 'assistant', content: 'Hallo' });
});

test('an answer that was cut off, and a question without one, have stopped', () => {
  const turns = turnsOf([user('One'), assistant('Hal', { finishReason: 'interrupted' }), user('Two')]);

  expect(turns.map(({ reply }) => [reply.phase, reply.text])).toEqual([
    ['stopped', 'Hal'],
    ['stopped', ''],
  ]);
});

test('of a question that was asked again the last answer counts', () => {
  const turns = turnsOf([user('One'), assistant('1'), user('One'), assistant('2'), user('One')]);

  expect(turns.map(({ question, reply }) => [question, reply.text])).toEqual([['One', '']]);
  expect(turnsOf([assistant('nobody asked')])).toEqual([]);
});

import { expect, test } from 'vitest';
import {
  conversationReducer,
  emptyConversation,
  isAnswering,
  messagesOf,
  type ConversationAction,
} from '../../src/conversation/conversation';
import { replyOf } from './replies';

const after = (...actions: ConversationAction[]) => actions.reduce(conversationReducer, emptyConversation);
const ask = (question: string): ConversationAction => ({ type: 'asked', question });
const answer = (text: string) => replyOf([text]).map((event): ConversationAction => ({ type: 'arrived', event }));

test('a question waits for its answer until that is complete', () => {
  expect(isAnswering(emptyConversation)).toBe(false);
  expect(isAnswering(after(ask('Hi')))).toBe(true);
  expect(isAnswering(after(ask('Hi'), ...answer('Hello')))).toBe(false);
});

test('a request carries the turns before it and ends with the question', () => {
  expect(messagesOf(after(ask('Hi'), ...answer('Hello'), ask('And?')))).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: 'And?' },
  ]);
});

test('a question that got no text is not sent again with the next', () => {
  const failed: ConversationAction = { type: 'failed', code: 'internal', message: 'no' };

  expect(messagesOf(after(ask('Lost'), failed, ask('Next')))).toEqual([{ role: 'user', content: 'Next' }]);
});

test('a stopped answer stays in the conversation as far as it went', () => {
  const conversation = after(ask('Hi'), { type: 'arrived', event: { type: 'text', delta: 'Hel' } }, { type: 'stopped' }, ask('?'));

  expect(messagesOf(conversation)[1]).toEqual({ role: 'assistant', content: 'Hel' });
});

test('asking again replaces the last answer alone', () => {
  const conversation = after(ask('One'), ...answer('1'), ask('Two'), ...answer('2'), { type: 'askedAgain' });

  expect(conversation.turns.map(({ reply }) => reply.text)).toEqual(['1', '']);
  expect(messagesOf(conversation).at(-1)).toEqual({ role: 'user', content: 'Two' });
});

test('events without a conversation change nothing', () => {
  expect(after(...answer('late'), { type: 'stopped' }, { type: 'askedAgain' })).toBe(emptyConversation);
});

test('a conversation that is opened takes the place of the one before, and a late event of that changes nothing', () => {
  const { turns } = after(ask('One'), ...answer('1'));

  expect(after(ask('Hi'), { type: 'opened', turns }, { type: 'arrived', event: { type: 'text', delta: 'late' } }).turns).toBe(turns);
  expect(after(ask('Hi'), ...answer('Hello'), { type: 'opened', turns: [] })).toEqual(emptyConversation);
});

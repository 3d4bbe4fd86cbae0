import type { StoredMessage } from '../wire/contracts';
import type { Turn } from './conversation';
import type { Reply } from './reply';

/** Until its answer is found: a question that has none was stopped or failed before any text. */
const noAnswer: Reply = { phase: 'stopped', text: '', toolCalls: [] };

/**
 * The turns of a stored conversation. Asking again stores the question once more; as on the page, the last answer to it is the
 * one that counts.
 */
export function turnsOf(messages: readonly StoredMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role === 'user' && last?.question !== message.content) {
      turns.push({ id: turns.length, question: message.content, reply: noAnswer });
    } else if (last !== undefined) {
      turns[turns.length - 1] = { ...last, reply: message.role === 'user' ? noAnswer : replyOf(message) };
    }
  }
  return turns;
}

function replyOf({ content, given, inferred, adherence, finishReason }: StoredMessage): Reply {
  return {
    phase: finishReason === 'interrupted' ? 'stopped' : 'done',
    text: content,
    toolCalls: [],
    ...(given || inferred ? { markers: { given: given ?? {}, inferred: inferred ?? {} } } : {}),
    ...(adherence ? { adherence } : {}),
  };
}

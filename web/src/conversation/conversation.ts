import type { ChatEvent, ChatMessageInput } from '../wire/contracts';
import { applyEvent, failReply, isRunning, stopReply, waitingReply, type Reply } from './reply';

/** A question and its answer. `id` is its place in the order of asking; asking again keeps it. */
export interface Turn {
  readonly id: number;
  readonly question: string;
  readonly reply: Reply;
}

export interface Conversation {
  readonly turns: readonly Turn[];
}

export type ConversationAction =
  | { readonly type: 'asked'; readonly question: string }
  | { readonly type: 'askedAgain' }
  | { readonly type: 'arrived'; readonly event: ChatEvent }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | { readonly type: 'opened'; readonly turns: readonly Turn[] };

export const emptyConversation: Conversation = { turns: [] };

export function conversationReducer(conversation: Conversation, action: ConversationAction): Conversation {
  switch (action.type) {
    case 'asked': {
      const turn: Turn = { id: conversation.turns.length, question: action.question, reply: waitingReply };
      return { turns: [...conversation.turns, turn] };
    }
    case 'askedAgain':
      return withLastReply(conversation, () => waitingReply);
    case 'arrived':
      return withLastReply(conversation, (reply) => applyEvent(reply, action.event));
    case 'stopped':
      return withLastReply(conversation, stopReply);
    case 'failed':
      return withLastReply(conversation, (reply) => failReply(reply, action.code, action.message));
    case 'opened':
      return { turns: action.turns };
  }
}

export const isAnswering = (conversation: Conversation): boolean => {
  const last = conversation.turns.at(-1);
  return last !== undefined && isRunning(last.reply);
};

/**
 * What the model is shown: every question, and the answers that have text. An unanswered question is left out, since the
 * model was trained on alternating turns; the last question is the one asked.
 */
export function messagesOf(conversation: Conversation): ChatMessageInput[] {
  return conversation.turns.flatMap((turn, index): ChatMessageInput[] => {
    const question: ChatMessageInput = { role: 'user', content: turn.question };
    if (index === conversation.turns.length - 1) {
      return [question];
    }
    return turn.reply.text === '' ? [] : [question, { role: 'assistant', content: turn.reply.text }];
  });
}

function withLastReply(conversation: Conversation, change: (reply: Reply) => Reply): Conversation {
  const last = conversation.turns.at(-1);
  if (last === undefined) {
    return conversation;
  }
  const reply = change(last.reply);
  return reply === last.reply ? conversation : { turns: [...conversation.turns.slice(0, -1), { ...last, reply }] };
}

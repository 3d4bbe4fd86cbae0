import type { AdherenceEvent, ChatEvent, DoneEvent, ErrorEvent, MarkersEvent, ToolCallEvent } from '../wire/contracts';

export type ReplyPhase = 'waiting' | 'writing' | 'done' | 'stopped' | 'failed';

export type ToolCall = Omit<ToolCallEvent, 'type'>;

/** One answer as far as it has arrived. */
export interface Reply {
  readonly phase: ReplyPhase;
  readonly text: string;
  /** What the model thought before it answered, of a model that thinks. */
  readonly thinking?: string;
  readonly toolCalls: readonly ToolCall[];
  readonly markers?: Omit<MarkersEvent, 'type'>;
  readonly adherence?: AdherenceEvent['adherence'];
  readonly done?: Omit<DoneEvent, 'type'>;
  readonly error?: Omit<ErrorEvent, 'type'>;
}

export const waitingReply: Reply = { phase: 'waiting', text: '', toolCalls: [] };

export const isRunning = (reply: Reply) => reply.phase === 'waiting' || reply.phase === 'writing';

/** A reply that has ended takes no more events: what was under way when it was stopped is not shown. */
export function applyEvent(reply: Reply, event: ChatEvent): Reply {
  if (!isRunning(reply)) {
    return reply;
  }
  switch (event.type) {
    case 'markers':
      return { ...reply, markers: { given: event.given, inferred: event.inferred } };
    case 'thinking':
      return { ...reply, phase: 'writing', thinking: (reply.thinking ?? '') + event.delta };
    case 'text':
      return { ...reply, phase: 'writing', text: reply.text + event.delta };
    case 'toolCall':
      return { ...reply, toolCalls: [...reply.toolCalls, { name: event.name, arguments: event.arguments }] };
    case 'adherence':
      return { ...reply, adherence: event.adherence };
    case 'done': {
      const { finishReason, usage, timings } = event;
      return { ...reply, phase: 'done', done: { finishReason, usage, timings } };
    }
    case 'error':
      return failReply(reply, event.code, event.message);
    default:
      // `started`, and whatever a newer server may add.
      return reply;
  }
}

export const stopReply = (reply: Reply): Reply => (isRunning(reply) ? { ...reply, phase: 'stopped' } : reply);

export const failReply = (reply: Reply, code: string, message: string): Reply =>
  isRunning(reply) ? { ...reply, phase: 'failed', error: { code, message } } : reply;

// Generated from the server's contracts by tests/ChatServer.Tests (TypeScriptTests). Do not edit.

/** What a client asks of the hub's `StreamReply`. */
export interface ChatRequest {
  /** The conversation so far, oldest first; the last message is the user's. */
  readonly messages: readonly ChatMessageInput[];
  /**
   * The id of a conversation of `/api/conversations`, which the last message and its answer are appended to. Null
   * stores nothing.
   */
  readonly conversationId?: string | null;
  /**
   * The value (a string or a number) of each marker category that the caller sets. The model chooses the categories
   * that are absent or null.
   */
  readonly markers?: Readonly<Record<string, string>> | null;
  /** The categories that are held by force and not only by conditioning the model on them. */
  readonly enforce?: readonly string[] | null;
  /** How the text is sampled. What is absent takes the model's default. */
  readonly options?: SamplingOptions | null;
}

/** One message of a ChatRequest. */
export interface ChatMessageInput {
  /** `system`, `user` or `assistant`. */
  readonly role: string;
  /** The text. Marker tags and role names in it are ordinary text. */
  readonly content: string;
}

/** How the text is sampled. These options do not affect the choice of markers. */
export interface SamplingOptions {
  /** The temperature, 0 (greedy) to 2. */
  readonly temperature?: number | null;
  /** The share of probability that nucleus sampling keeps, above 0 and at most 1. */
  readonly topP?: number | null;
  /** The number of likeliest tokens that are sampled from, 1 or more. */
  readonly topK?: number | null;
  /** -2 to 2. A value above 0 makes tokens that the answer already holds less likely. */
  readonly presencePenalty?: number | null;
  /** -2 to 2. A value above 0 makes a token less likely each time that the answer holds it. */
  readonly frequencyPenalty?: number | null;
  /** The seed of the random numbers. The same seed, request and model give the same text. */
  readonly seed?: number | null;
  /** The most tokens of text, 1 or more. An answer that reaches it ends with the finish reason `length`. */
  readonly maxOutputTokens?: number | null;
  /** Up to 4 texts at which the answer ends. They are not part of the answer. */
  readonly stop?: readonly string[] | null;
}

/**
 * One event of a streamed reply: a JSON object whose `type` names the record. A reply is `started`, `markers`, any
 * number of `thinking`, `text` and `toolCall`, `adherence`, `done`. An `error` may come at any point and is then the
 * last event.
 */
export type ChatEvent = StartedEvent | MarkersEvent | ThinkingEvent | TextEvent | ToolCallEvent | AdherenceEvent | DoneEvent | ErrorEvent;

/** A stored conversation, without its messages. */
export interface StoredConversation {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  /** Up to 200 characters; may be empty. */
  readonly title: string;
  /** When it was made. */
  readonly created: string;
  /** When it was last written to. */
  readonly updated: string;
  /** How many messages were appended. */
  readonly length: number;
}

/** One message of a stored conversation. */
export interface StoredMessage {
  /** `user` or `assistant`. */
  readonly role: string;
  /** Its text. */
  readonly content: string;
  /** When it was stored; set by the store. */
  readonly created: string | null;
  /** The markers that the caller set for an answer. */
  readonly given: Readonly<Record<string, string>> | null;
  /** The markers that the model chose for an answer. */
  readonly inferred: Readonly<Record<string, InferredValue>> | null;
  /** What an answer measures. */
  readonly adherence: Readonly<Record<string, AdherenceResult>> | null;
  /** Why an answer ended: a finish reason, or `interrupted`. */
  readonly finishReason: string | null;
}

/** What `GET /api/status` answers. Counts are since the start of the server. */
export interface GenerationStatus {
  /** Requests that the model is working for at this moment. */
  readonly active: number;
  /** Requests that wait for the model. */
  readonly queued: number;
  /** Generations that reached their end. */
  readonly completed: number;
  /** Generations that their caller, or the server's shutdown, stopped. */
  readonly cancelled: number;
  /** Generations that ended with an error. */
  readonly failed: number;
  /** From the last cancellation to the model's stop; null before the first. */
  readonly lastStopMilliseconds: number | null;
}

/** The request was accepted and its generation has begun. */
export interface StartedEvent {
  readonly type: 'started';
  /** The generation's name in the server's log. */
  readonly id: string;
  /** The name of the model that answers. */
  readonly model: string;
}

/** The markers that the answer is written under. They are sent before its text. */
export interface MarkersEvent {
  readonly type: 'markers';
  /** The values that the caller set, by category, in the taxonomy's spelling. */
  readonly given: Readonly<Record<string, string>>;
  /** The values that the model chose, by category. */
  readonly inferred: Readonly<Record<string, InferredValue>>;
}

/** The next piece of what the model thinks before it answers, which is no part of the answer. */
export interface ThinkingEvent {
  readonly type: 'thinking';
  /** The text to append. */
  readonly delta: string;
}

/** The next piece of the answer. It never ends within a character. */
export interface TextEvent {
  readonly type: 'text';
  /** The text to append. */
  readonly delta: string;
}

/** The model asks the caller to run a tool. */
export interface ToolCallEvent {
  readonly type: 'toolCall';
  /** The name of the tool. */
  readonly name: string;
  /** The arguments, a JSON object. */
  readonly arguments: unknown;
}

/** What the finished text measures against its markers. */
export interface AdherenceEvent {
  readonly type: 'adherence';
  /** The results by category. Categories that cannot be measured are absent. */
  readonly adherence: Readonly<Record<string, AdherenceResult>>;
}

/** The answer is complete. */
export interface DoneEvent {
  readonly type: 'done';
  /** `stop`, `length` or `tool_calls`. */
  readonly finishReason: string;
  /** The tokens read and written. */
  readonly usage: Usage;
  /** Where the time went. */
  readonly timings: Timings;
}

/** The request was refused or failed. No event follows. */
export interface ErrorEvent {
  readonly type: 'error';
  /** One of ErrorCodes. */
  readonly code: string;
  /** What was wrong, what is allowed and what to do. It never holds internals of the server. */
  readonly message: string;
}

/** A marker that the model chose. */
export interface InferredValue {
  /** The chosen value. */
  readonly value: string;
  /** Its probability among the allowed values, 0 to 1; null where the engine does not tell it. */
  readonly probability: number | null;
  /** The likeliest values, best first; empty where they are not told. */
  readonly top: readonly MarkerCandidate[];
  /**
   * For a number, which is the median of the model's distribution, what lies between a tenth and nine tenths of it;
   * else null.
   */
  readonly interval: MarkerInterval | null;
}

/** Whether the text kept one marker. */
export interface AdherenceResult {
  /** The marker's value. A length in tokens, sentences or paragraphs is an upper limit. */
  readonly asked: string;
  /** What the text has; null if it cannot be told. */
  readonly measured: string | null;
  /** Whether the text kept the marker. */
  readonly met: boolean;
}

/** The tokens of one generation, in the model's own tokenizer. */
export interface Usage {
  /** Tokens of the prompt. */
  readonly inputTokens: number;
  /** Tokens written, marker tokens included. */
  readonly outputTokens: number;
  /** Tokens of the prompt that were known from an earlier request and not read again. */
  readonly cachedInputTokens: number;
}

/** Where the time of one generation went, in milliseconds. */
export interface Timings {
  /** Waiting for the model. */
  readonly queuedMilliseconds: number;
  /** Reading the prompt. */
  readonly prefillMilliseconds: number;
  /** Choosing the markers. */
  readonly markersMilliseconds: number;
  /** Writing the text. */
  readonly decodeMilliseconds: number;
  /** From the request's arrival to the first text; null if there was none. */
  readonly firstTextMilliseconds: number | null;
  /** From the request's arrival to the end, sending included. */
  readonly totalMilliseconds: number;
  /** Tokens of text per second of decoding. */
  readonly tokensPerSecond: number;
}

/** A value that the model weighed for a marker. */
export interface MarkerCandidate {
  /** The value, spelled as in the taxonomy. */
  readonly value: string;
  /** Its probability among the category's values, 0 to 1. */
  readonly probability: number;
}

/** A range of numbers. */
export interface MarkerInterval {
  /** The least, spelled as in the taxonomy; one in ten numbers is at most this. */
  readonly low: string;
  /** The most; nine in ten numbers are at most this. */
  readonly high: string;
}

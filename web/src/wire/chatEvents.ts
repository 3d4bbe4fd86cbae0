/** The server's streamed reply: started, markers, text…, adherence, done; or, from any point on, error. */

export interface MarkerCandidate {
  readonly value: string;
  /** Among the allowed values, 0 to 1. */
  readonly probability: number;
}

export interface InferredMarker {
  readonly value: string;
  /** Among the allowed values, 0 to 1; null where the engine does not tell it. */
  readonly probability: number | null;
  /** The likeliest values, falling; empty for a number, and where they are not told. */
  readonly top: readonly MarkerCandidate[];
}

export interface AdherenceResult {
  /** The marker's value; a length in tokens, sentences or paragraphs is an upper limit. */
  readonly asked: string;
  /** Null where it cannot be told. */
  readonly measured: string | null;
  readonly met: boolean;
}

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Counted from the request's arrival at the server. */
export interface Timings {
  readonly markersMilliseconds: number | null;
  readonly firstTextMilliseconds: number | null;
  readonly totalMilliseconds: number;
}

export type GivenMarkers = Readonly<Record<string, string>>;
export type InferredMarkers = Readonly<Record<string, InferredMarker>>;
export type Adherence = Readonly<Record<string, AdherenceResult>>;

export type ChatEvent =
  | { readonly type: 'started'; readonly id: string; readonly model: string }
  | { readonly type: 'markers'; readonly given: GivenMarkers; readonly inferred: InferredMarkers }
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'toolCall'; readonly name: string; readonly arguments: unknown }
  | { readonly type: 'adherence'; readonly adherence: Adherence }
  | { readonly type: 'done'; readonly finishReason: string; readonly usage: Usage; readonly timings: Timings }
  | { readonly type: 'error'; readonly code: string; readonly message: string };

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  /** Where the server stores the question and its answer. */
  readonly conversationId?: string;
  readonly messages: readonly ChatMessage[];
  readonly markers?: GivenMarkers;
  readonly enforce?: readonly string[];
}

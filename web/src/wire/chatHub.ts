import { HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { ApiAccess } from './apiAccess';
import type { ChatEvent, ChatRequest } from './contracts';

export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'refused';

export interface ReplyObserver {
  next(event: ChatEvent): void;
  complete(): void;
  error(error: Error): void;
}

const longestWaitMilliseconds = 10_000;

/** Negotiating, the client tells the server's answer in its message alone. */
const isRefusal = (failure: unknown) => failure instanceof Error && /\b401\b/.test(failure.message);

const waitBefore = (attempt: number) => Math.min(500 * 2 ** attempt, longestWaitMilliseconds);

/** One connection to the chat hub, kept alive for as long as the page is open. */
export class ChatHub {
  readonly #api: ApiAccess;
  readonly #connection: HubConnection;
  readonly #listeners = new Set<() => void>();
  #status: ConnectionStatus = 'connecting';
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: ApiAccess, url = '/hubs/chat') {
    this.#api = api;
    this.#connection = new HubConnectionBuilder()
      .withUrl(url, { accessTokenFactory: () => api.key ?? '' })
      .withAutomaticReconnect({
        nextRetryDelayInMilliseconds: (retry) => (isRefusal(retry.retryReason) ? null : waitBefore(retry.previousRetryCount)),
      })
      .configureLogging(LogLevel.Error)
      .build();
    this.#connection.onreconnecting(() => this.#become('reconnecting'));
    this.#connection.onreconnected(() => this.#become('connected'));
    this.#connection.onclose(() => this.start(1));
    api.subscribe(() => api.getState() === 'accepted' && this.#connectAnew());
  }

  readonly getStatus = (): ConnectionStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, and keeps trying for as long as the server does not answer, or until it has another key for a server that refuses. */
  start(attempt = 0): void {
    clearTimeout(this.#retryTimer);
    if (this.#connection.state !== HubConnectionState.Disconnected) {
      return;
    }
    this.#become(attempt === 0 ? 'connecting' : 'offline');
    const sent = this.#api.key;
    this.#connection.start().then(
      () => this.#become('connected'),
      (failure: unknown) => {
        if (isRefusal(failure)) {
          this.#become('refused');
          this.#api.refuse(sent);
          return;
        }
        this.#become('offline');
        this.#retryTimer = setTimeout(() => this.start(attempt + 1), waitBefore(attempt));
      },
    );
  }

  /** Asks for a reply; the function returned stops it, on the server too. */
  streamReply(request: ChatRequest, observer: ReplyObserver): () => void {
    const subscription = this.#connection.stream<ChatEvent>('StreamReply', request).subscribe(observer);
    return () => subscription.dispose();
  }

  /** A connection belongs to the key that it was made with. */
  #connectAnew(): void {
    if (this.#connection.state === HubConnectionState.Disconnected) {
      this.start();
    } else {
      void this.#connection.stop();
    }
  }

  #become(status: ConnectionStatus): void {
    this.#status = status;
    this.#listeners.forEach((listener) => listener());
  }
}

import { HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr';
import type { ChatEvent, ChatRequest } from './chatEvents';

export type ConnectionStatus = 'connecting' | 'connected' | 'reconnecting' | 'offline';

export interface ReplyObserver {
  next(event: ChatEvent): void;
  complete(): void;
  error(error: Error): void;
}

const longestWaitMilliseconds = 10_000;

const waitBefore = (attempt: number) => Math.min(500 * 2 ** attempt, longestWaitMilliseconds);

/** One connection to the chat hub, kept alive for as long as the page is open. */
export class ChatHub {
  readonly #connection: HubConnection;
  readonly #listeners = new Set<() => void>();
  #status: ConnectionStatus = 'connecting';
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(url = '/hubs/chat') {
    this.#connection = new HubConnectionBuilder()
      .withUrl(url)
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => waitBefore(retry.previousRetryCount) })
      .configureLogging(LogLevel.Error)
      .build();
    this.#connection.onreconnecting(() => this.#become('reconnecting'));
    this.#connection.onreconnected(() => this.#become('connected'));
    this.#connection.onclose(() => this.#become('offline'));
  }

  readonly getStatus = (): ConnectionStatus => this.#status;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Connects, and keeps trying for as long as the server does not answer. */
  start(attempt = 0): void {
    clearTimeout(this.#retryTimer);
    if (this.#connection.state !== HubConnectionState.Disconnected) {
      return;
    }
    this.#become(attempt === 0 ? 'connecting' : 'offline');
    this.#connection.start().then(
      () => this.#become('connected'),
      () => {
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

  #become(status: ConnectionStatus): void {
    this.#status = status;
    this.#listeners.forEach((listener) => listener());
  }
}

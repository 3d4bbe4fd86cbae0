/** Whether the server accepts the page's requests, misses a key, or rejected the key that was sent. */
export type KeyState = 'accepted' | 'missing' | 'rejected';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const keptAs = 'treasuremarkers.key';

/** What a header can carry; a server's keys have nothing else. */
const isSendable = (key: string) => /^[\x21-\x7e]+$/.test(key);

/** Asks the server's API, with a key where it needs one. The key is kept for as long as the browser's tab. */
export class ApiAccess {
  readonly #kept: Storage | undefined;
  readonly #listeners = new Set<() => void>();
  #key: string | undefined;
  #state: KeyState = 'accepted';

  constructor(kept: Storage | undefined) {
    this.#kept = kept;
    this.#key = kept?.getItem(keptAs) ?? undefined;
  }

  readonly getState = (): KeyState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get key(): string | undefined {
    return this.#key;
  }

  /** Takes another key; whether the server does is seen at the next request. */
  useKey(key: string): void {
    if (!isSendable(key)) {
      this.#become('rejected');
      return;
    }
    this.#key = key;
    this.#kept?.setItem(keptAs, key);
    this.#become('accepted');
  }

  /** The server refused what was sent, which may not be the key that is set by now. */
  refuse(sent: string | undefined): void {
    if (this.#state === 'accepted' && sent === this.#key) {
      this.#key = undefined;
      this.#kept?.removeItem(keptAs);
      this.#become(sent === undefined ? 'missing' : 'rejected');
    }
  }

  async request(path: string, { method = 'GET', body, signal }: ApiRequest = {}): Promise<unknown> {
    const sent = this.#key;
    const response = await fetch(path, {
      method,
      headers: {
        ...(sent === undefined ? {} : { Authorization: `Bearer ${sent}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    if (response.status === 401) {
      this.refuse(sent);
    }
    if (!response.ok) {
      throw new Error((await describeError(response)) ?? `The server answered ${response.status} to ${path}. Its log may say why.`);
    }
    return response.status === 204 ? undefined : response.json();
  }

  #become(state: KeyState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

/** What the server says of an error; undefined where it is not one of its own. */
async function describeError(response: Response): Promise<string | undefined> {
  const answer = (await response.json().catch(() => undefined)) as { error?: { message?: string } } | undefined;
  return answer?.error?.message;
}

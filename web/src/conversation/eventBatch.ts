import type { ChatEvent } from '../wire/contracts';

/**
 * Joins the texts that arrive between two calls of `schedule` (display frames): a fast model writes far more often than a
 * screen can show. Every other event is handed on at once, so that markers are seen before any text. Order is kept and
 * nothing is dropped.
 */
export class EventBatch {
  readonly #schedule: (callback: () => void) => void;
  readonly #deliver: (event: ChatEvent) => void;
  #text = '';

  constructor(schedule: (callback: () => void) => void, deliver: (event: ChatEvent) => void) {
    this.#schedule = schedule;
    this.#deliver = deliver;
  }

  add(event: ChatEvent): void {
    if (event.type !== 'text') {
      this.flush();
      this.#deliver(event);
      return;
    }
    if (this.#text === '') {
      this.#schedule(() => this.flush());
    }
    this.#text += event.delta;
  }

  flush(): void {
    if (this.#text !== '') {
      const delta = this.#text;
      this.#text = '';
      this.#deliver({ type: 'text', delta });
    }
  }
}

import type { ChatEvent } from '../wire/chatEvents';

/**
 * Gathers events and hands them on once per `schedule` (a display frame), neighbouring texts joined: a fast model writes
 * far more often than a screen can show. Order is kept and nothing is dropped.
 */
export class EventBatch {
  readonly #schedule: (callback: () => void) => void;
  readonly #deliver: (events: readonly ChatEvent[]) => void;
  #events: ChatEvent[] = [];

  constructor(schedule: (callback: () => void) => void, deliver: (events: readonly ChatEvent[]) => void) {
    this.#schedule = schedule;
    this.#deliver = deliver;
  }

  add(event: ChatEvent): void {
    const last = this.#events.at(-1);
    if (last?.type === 'text' && event.type === 'text') {
      this.#events[this.#events.length - 1] = { type: 'text', delta: last.delta + event.delta };
      return;
    }
    this.#events.push(event);
    if (this.#events.length === 1) {
      this.#schedule(() => this.flush());
    }
  }

  flush(): void {
    if (this.#events.length > 0) {
      const events = this.#events;
      this.#events = [];
      this.#deliver(events);
    }
  }
}

import type { ApiAccess } from './apiAccess';
import type { StoredConversation, StoredMessage } from './contracts';

const root = '/api/conversations';
const longestTitle = 80;

/** The conversations that the server keeps for whoever has this key. */
export class ConversationStore {
  static readonly pageSize = 50;
  readonly #api: ApiAccess;

  constructor(api: ApiAccess) {
    this.#api = api;
  }

  /** Those last written to before a time, newest first, at most a page of them. */
  async list(before?: string): Promise<readonly StoredConversation[]> {
    const query = new URLSearchParams({ limit: String(ConversationStore.pageSize), ...(before === undefined ? {} : { before }) });
    const answer = await this.#api.request(`${root}?${query}`);
    return (answer as { conversations: readonly StoredConversation[] }).conversations;
  }

  /** Makes one that is called after its first question; returns its id. */
  async create(question: string): Promise<string> {
    const made = await this.#api.request(root, { method: 'POST', body: { title: titleOf(question) } });
    return (made as StoredConversation).id;
  }

  async read(id: string): Promise<readonly StoredMessage[]> {
    return ((await this.#api.request(`${root}/${id}`)) as { messages: readonly StoredMessage[] }).messages;
  }

  async rename(id: string, title: string): Promise<void> {
    await this.#api.request(`${root}/${id}`, { method: 'PATCH', body: { title: titleOf(title) } });
  }

  async delete(id: string): Promise<void> {
    await this.#api.request(`${root}/${id}`, { method: 'DELETE' });
  }
}

/** What the server takes as a title: one line, not too long. */
export function titleOf(text: string): string {
  const characters = [...text.replace(/[\p{Cc}\s]+/gu, ' ').trim()];
  return characters.length <= longestTitle
    ? characters.join('')
    : `${characters
        .slice(0, longestTitle - 1)
        .join('')
        .trim()}…`;
}

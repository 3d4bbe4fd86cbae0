import { afterEach, expect, test, vi } from 'vitest';
import { ApiAccess } from '../../src/wire/apiAccess';

class MemoryStorage implements Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  readonly items = new Map<string, string>();
  getItem = (name: string) => this.items.get(name) ?? null;
  setItem = (name: string, value: string) => void this.items.set(name, value);
  removeItem = (name: string) => void this.items.delete(name);
}

/** A server that lets one key in. */
function serveTo(key: string | undefined) {
  const seen: (string | null)[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const sent = new Headers(init.headers).get('Authorization');
    seen.push(sent);
    return sent === (key === undefined ? null : `Bearer ${key}`)
      ? Response.json({ fine: true })
      : Response.json({ error: { message: 'The API key is wrong or was revoked.' } }, { status: 401 });
  });
  return seen;
}

const accessWith = (storage = new MemoryStorage()) => new ApiAccess(storage as unknown as Storage);

afterEach(() => vi.unstubAllGlobals());

test('a server that wants no key is sent none', async () => {
  const seen = serveTo(undefined);
  const api = accessWith();

  expect(await api.request('/api/model')).toEqual({ fine: true });
  expect(seen).toEqual([null]);
  expect(api.getState()).toBe('accepted');
});

test('a key is asked for, sent, and kept for the tab', async () => {
  serveTo('tm_right');
  const storage = new MemoryStorage();
  const api = accessWith(storage);
  const states: string[] = [];
  api.subscribe(() => states.push(api.getState()));

  await expect(api.request('/api/model')).rejects.toThrow('The API key is wrong');
  api.useKey('tm_right');
  expect(await api.request('/api/model')).toEqual({ fine: true });
  expect(states).toEqual(['missing', 'accepted']);
  expect(await accessWith(storage).request('/api/model')).toEqual({ fine: true });
});

test('a wrong key is said to be wrong, however many requests were under way, and forgotten', async () => {
  serveTo('tm_right');
  const storage = new MemoryStorage();
  const api = accessWith(storage);
  api.useKey('tm_wrong');

  await Promise.allSettled([api.request('/api/model'), api.request('/api/taxonomy')]);
  expect(api.getState()).toBe('rejected');
  expect(storage.items.size).toBe(0);
});

test('a refusal of an earlier key does not concern the one that is set now', () => {
  const api = accessWith();
  api.useKey('tm_new');
  api.refuse('tm_old');

  expect(api.getState()).toBe('accepted');
  expect(api.key).toBe('tm_new');
});

test('what no header can carry is wrong without being sent', () => {
  const seen = serveTo('tm_right');
  const api = accessWith();
  api.useKey('schlüssel 🔑');

  expect(api.getState()).toBe('rejected');
  expect(seen).toEqual([]);
});

test('a browser that keeps nothing can be used all the same', async () => {
  serveTo('tm_right');
  const api = new ApiAccess(undefined);
  api.useKey('tm_right');

  expect(await api.request('/api/model')).toEqual({ fine: true });
});

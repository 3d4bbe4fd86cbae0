import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiAccess } from '../../src/wire/apiAccess';
import { ConversationStore, titleOf } from '../../src/wire/conversationStore';

afterEach(() => vi.unstubAllGlobals());

test('each wish is one request, and a page of the list begins where the last one ended', async () => {
  const seen: string[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    seen.push(`${init.method} ${path} ${init.body ?? ''}`.trim());
    return init.method === 'GET' || init.method === 'POST'
      ? Response.json({ id: 'c1', conversations: [], messages: [] })
      : new Response(null, { status: 204 });
  });
  const store = new ConversationStore(new ApiAccess(undefined));

  await store.list('2026-01-31T12:00:00+00:00');
  expect(await store.create('What is\nnano?')).toBe('c1');
  await store.read('c1');
  await store.rename('c1', ' Nano ');
  await store.delete('c1');
  expect(seen).toEqual([
    'GET /api/conversations?limit=50&before=2026-01-31T12%3A00%3A00%2B00%3A00',
    'POST /api/conversations {"title":"What is nano?"}',
    'GET /api/conversations/c1',
    'PATCH /api/conversations/c1 {"title":"Nano"}',
    'DELETE /api/conversations/c1',
  ]);
});

test('any text makes a title that the server takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const title = titleOf(text);
      expect(title.length).toBeLessThanOrEqual(200);
      expect(title).not.toMatch(/\p{Cc}/u);
      expect(title).toBe(title.trim());
    }),
  );
});

import { useCallback, useState } from 'react';
import type { StoredConversation } from '../wire/contracts';
import { ConversationStore } from '../wire/conversationStore';

export interface StoredConversations {
  /** Newest first; undefined until they have been read. Those without any message are left out. */
  readonly conversations: readonly StoredConversation[] | undefined;
  readonly error: string | undefined;
  /** Whether there may be older ones. */
  readonly hasMore: boolean;
  /** Does something and shows why, if it fails. */
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

/** The list of stored conversations; what is done to it is done on the server first. */
export function useStoredConversations(store: ConversationStore): StoredConversations {
  const [read, setRead] = useState<readonly StoredConversation[]>();
  const [hasMore, setHasMore] = useState(false);
  const [error, setError] = useState<string>();

  const attempt = useCallback(async (action: () => Promise<void>) => {
    try {
      await action();
      setError(undefined);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  }, []);

  const add = useCallback(
    (earlier: readonly StoredConversation[]) =>
      attempt(async () => {
        const page = await store.list(earlier.at(-1)?.updated);
        setRead([...earlier, ...page]);
        setHasMore(page.length === ConversationStore.pageSize);
      }),
    [store, attempt],
  );

  return {
    conversations: read?.filter(({ length }) => length > 0),
    error,
    hasMore,
    attempt,
    load: useCallback(() => add([]), [add]),
    loadMore: () => add(read ?? []),
    rename: (id, title) =>
      attempt(async () => {
        await store.rename(id, title);
        setRead((list) => list?.map((one) => (one.id === id ? { ...one, title } : one)));
      }),
    remove: (id) =>
      attempt(async () => {
        await store.delete(id);
        setRead((list) => list?.filter((one) => one.id !== id));
      }),
  };
}

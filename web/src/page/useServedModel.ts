import { useEffect, useState } from 'react';
import type { ApiAccess } from '../wire/apiAccess';
import type { ConnectionStatus } from '../wire/chatHub';
import { fetchServedModel, type ServedModel } from '../wire/servedModel';

export interface ServedModelState {
  /** Undefined until it has been read. */
  readonly model: ServedModel | undefined;
  readonly error: string | undefined;
  readonly retry: () => void;
}

/** What the server serves, read at every connection: a restarted server may serve another model. */
export function useServedModel(api: ApiAccess, status: ConnectionStatus): ServedModelState {
  const [model, setModel] = useState<ServedModel>();
  const [error, setError] = useState<string>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (status !== 'connected') {
      return;
    }
    const controller = new AbortController();
    fetchServedModel(api, controller.signal).then(
      (read) => {
        setModel(read);
        setError(undefined);
      },
      (failure: unknown) => {
        if (!controller.signal.aborted) {
          setError(failure instanceof Error ? failure.message : String(failure));
        }
      },
    );
    return () => controller.abort();
  }, [api, status, attempt]);

  return { model, error, retry: () => setAttempt((count) => count + 1) };
}

import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { ChatHub } from '../wire/chatHub';
import type { ConversationStore } from '../wire/conversationStore';
import { requestMarkers, type MarkerChoice } from '../markers/markerChoice';
import { conversationReducer, emptyConversation, isAnswering, messagesOf, type ConversationAction } from './conversation';
import { EventBatch } from './eventBatch';
import { turnsOf } from './storedTurns';

/**
 * The conversation and what can be done to it. A reply is asked for with the markers chosen at that moment. The server stores the
 * conversation from its first question on.
 */
export function useConversation(hub: ChatHub, store: ConversationStore, choice: MarkerChoice) {
  const [conversation, dispatch] = useReducer(conversationReducer, emptyConversation);
  const [id, setId] = useState<string>();
  const stopStream = useRef<(() => void) | undefined>(undefined);

  const endStream = useCallback(() => {
    stopStream.current?.();
    stopStream.current = undefined;
  }, []);

  useEffect(() => endStream, [endStream]);

  const request = useCallback(
    (action: ConversationAction) => {
      const batch = new EventBatch(
        (callback) => requestAnimationFrame(callback),
        (event) => dispatch({ type: 'arrived', event }),
      );
      // After `done` or `error` the reply has ended, and this changes nothing.
      const end = (message: string) => {
        batch.flush();
        dispatch({ type: 'failed', code: 'connection', message });
        stopStream.current = undefined;
      };
      endStream();
      dispatch(action);
      const messages = messagesOf(conversationReducer(conversation, action));
      const stream = (conversationId: string) => {
        const dispose = hub.streamReply(
          { conversationId, messages, ...requestMarkers(choice) },
          {
            next: (event) => batch.add(event),
            complete: () => end('The server closed the reply before it was complete.'),
            error: (error) => end(describeFailure(error)),
          },
        );
        stopStream.current = () => {
          dispose();
          batch.flush();
        };
      };
      if (id !== undefined) {
        stream(id);
        return;
      }
      let stopped = false;
      stopStream.current = () => (stopped = true);
      store.create(messages[0]?.content ?? '').then(
        (made) => {
          if (!stopped) {
            setId(made);
            stream(made);
          }
        },
        (failure: Error) => stopped || end(`The conversation could not be stored. ${failure.message}`),
      );
    },
    [hub, store, choice, conversation, id, endStream],
  );

  const ask = useCallback((question: string) => request({ type: 'asked', question }), [request]);
  const askAgain = useCallback(() => request({ type: 'askedAgain' }), [request]);
  const stop = useCallback(() => {
    endStream();
    dispatch({ type: 'stopped' });
  }, [endStream]);
  const clear = useCallback(() => {
    endStream();
    setId(undefined);
    dispatch({ type: 'opened', turns: [] });
  }, [endStream]);
  /** Shows a stored conversation instead; it goes on where it ended. */
  const open = useCallback(
    async (stored: string) => {
      const turns = turnsOf(await store.read(stored));
      endStream();
      setId(stored);
      dispatch({ type: 'opened', turns });
    },
    [store, endStream],
  );

  return { conversation, id, answering: isAnswering(conversation), ask, askAgain, stop, clear, open };
}

const describeFailure = (error: Error) =>
  /connection|websocket|transport|socket/i.test(error.message)
    ? 'The connection to the server was lost. Nothing more of this answer will arrive.'
    : error.message;

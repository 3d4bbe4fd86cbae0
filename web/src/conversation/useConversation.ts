import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ChatHub } from '../wire/chatHub';
import { requestMarkers, type MarkerChoice } from '../markers/markerChoice';
import { conversationReducer, emptyConversation, isAnswering, messagesOf, type ConversationAction } from './conversation';
import { EventBatch } from './eventBatch';

/** The conversation and what can be done to it. A reply is asked for with the markers chosen at that moment. */
export function useConversation(hub: ChatHub, choice: MarkerChoice) {
  const [conversation, dispatch] = useReducer(conversationReducer, emptyConversation);
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
      const dispose = hub.streamReply({ messages, ...requestMarkers(choice) }, {
        next: (event) => batch.add(event),
        complete: () => end('The server closed the reply before it was complete.'),
        error: (error) => end(describeFailure(error)),
      });
      stopStream.current = () => {
        dispose();
        batch.flush();
      };
    },
    [hub, choice, conversation, endStream],
  );

  const ask = useCallback((question: string) => request({ type: 'asked', question }), [request]);
  const askAgain = useCallback(() => request({ type: 'askedAgain' }), [request]);
  const stop = useCallback(() => {
    endStream();
    dispatch({ type: 'stopped' });
  }, [endStream]);
  const clear = useCallback(() => {
    endStream();
    dispatch({ type: 'cleared' });
  }, [endStream]);

  return { conversation, answering: isAnswering(conversation), ask, askAgain, stop, clear };
}

const describeFailure = (error: Error) =>
  /connection|websocket|transport|socket/i.test(error.message)
    ? 'The connection to the server was lost. Nothing more of this answer will arrive.'
    : error.message;

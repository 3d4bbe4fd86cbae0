import { useRef, type KeyboardEvent, type ReactNode, type RefObject, type SubmitEvent } from 'react';
import { Icon } from '../icons/Icon';

interface ComposerProps {
  readonly draft: string;
  readonly onDraft: (draft: string) => void;
  readonly input: RefObject<HTMLTextAreaElement | null>;
  readonly answering: boolean;
  readonly connected: boolean;
  readonly onAsk: (question: string) => void;
  readonly onStop: () => void;
  /** The markers that the question will carry. */
  readonly markers: ReactNode;
  /** What stands beside the send button. */
  readonly actions: ReactNode;
}

export function Composer({ draft, onDraft, input, answering, connected, onAsk, onStop, markers, actions }: ComposerProps) {
  const form = useRef<HTMLFormElement>(null);
  const canAsk = draft.trim() !== '' && connected && !answering;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (canAsk) {
      onAsk(draft.trim());
      onDraft('');
    }
  };
  // Enter that ends an input method's composition chooses a character; it does not send.
  const sendOnEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      form.current?.requestSubmit();
    }
  };

  return (
    <form className="composer" ref={form} onSubmit={submit}>
      {markers}
      <textarea
        ref={input}
        rows={1}
        dir="auto"
        aria-label="Your message"
        placeholder="Ask, or paste a text to work on"
        enterKeyHint="send"
        value={draft}
        onChange={(event) => onDraft(event.target.value)}
        onKeyDown={sendOnEnter}
      />
      <div className="composer-row">
        {actions}
        <span className="composer-hint">{answering ? 'Esc stops the answer' : 'Enter sends, Shift + Enter starts a new line'}</span>
        {answering ? (
          <button type="button" className="send-button stop" onClick={onStop}>
            <Icon name="stop" />
            Stop
          </button>
        ) : (
          <button type="submit" className="send-button" disabled={!canAsk}>
            <Icon name="send" />
            Send
          </button>
        )}
      </div>
    </form>
  );
}

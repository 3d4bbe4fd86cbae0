import { useId, useState, type SubmitEvent } from 'react';
import type { KeyState } from '../wire/apiAccess';
import { useModal } from './useModal';

interface KeyDialogProps {
  readonly state: KeyState;
  readonly open: boolean;
  readonly onKey: (key: string) => void;
  readonly onClose: () => void;
}

/** Asks for the key that the server needs. */
export function KeyDialog({ state, open, onKey, onClose }: KeyDialogProps) {
  const dialog = useModal(open);
  const [key, setKey] = useState('');
  const [titleId, inputId, errorId] = [useId(), useId(), useId()];
  const rejected = state === 'rejected';

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (key.trim() !== '') {
      onKey(key.trim());
      setKey('');
    }
  };

  return (
    <dialog ref={dialog} className="key-dialog" aria-labelledby={titleId} onCancel={onClose}>
      <form onSubmit={submit}>
        <h2 id={titleId}>This server needs a key</h2>
        <p className="key-help">Whoever runs it can make you one. It is kept until this tab is closed.</p>
        <label htmlFor={inputId}>API key</label>
        <input
          id={inputId}
          className="field"
          type="password"
          autoComplete="off"
          spellCheck={false}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          aria-invalid={rejected}
          aria-describedby={rejected ? errorId : undefined}
        />
        {rejected && (
          <p id={errorId} className="field-error" role="alert">
            This key is wrong or was revoked.
          </p>
        )}
        <div className="key-actions">
          <button type="button" className="button" onClick={onClose}>
            Not now
          </button>
          <button type="submit" className="send-button" disabled={key.trim() === ''}>
            Connect
          </button>
        </div>
      </form>
    </dialog>
  );
}

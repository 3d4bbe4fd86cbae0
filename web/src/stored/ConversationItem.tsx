import { useEffect, useRef, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import { Icon } from '../icons/Icon';
import type { StoredConversation } from '../wire/contracts';

interface ConversationItemProps {
  readonly conversation: StoredConversation;
  /** Whether it is the one that the page shows. */
  readonly current: boolean;
  readonly onOpen: () => void;
  readonly onRename: (title: string) => void;
  readonly onDelete: () => void;
}

type Mode = 'idle' | 'renaming' | 'deleting';

/** One stored conversation: it can be opened, renamed, and, once that was confirmed, deleted. */
export function ConversationItem({ conversation, current, onOpen, onRename, onDelete }: ConversationItemProps) {
  const [mode, setMode] = useState<Mode>('idle');
  const name = conversation.title === '' ? 'Untitled' : conversation.title;
  const finish = () => setMode('idle');
  const renameButton = useRef<HTMLButtonElement>(null);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const before = useRef<Mode>('idle');

  // The focus goes back to where it came from.
  useEffect(() => {
    if (mode === 'idle') {
      const from = { idle: undefined, renaming: renameButton, deleting: deleteButton }[before.current];
      from?.current?.focus();
    }
    before.current = mode;
  }, [mode]);

  // In an open question Escape answers no; it does not close the whole list.
  const finishOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      finish();
    }
  };

  if (mode === 'renaming') {
    const rename = (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault();
      const title = String(new FormData(event.currentTarget).get('title')).trim();
      if (title !== conversation.title) {
        onRename(title);
      }
      finish();
    };
    return (
      <li className="stored-item">
        <form className="stored-question" onSubmit={rename} onKeyDown={finishOnEscape}>
          <input
            className="field"
            name="title"
            aria-label={`Title of ${name}`}
            defaultValue={conversation.title}
            maxLength={80}
            autoFocus
          />
          <button type="submit" className="button">
            Save
          </button>
          <button type="button" className="button" onClick={finish}>
            Cancel
          </button>
        </form>
      </li>
    );
  }

  if (mode === 'deleting') {
    return (
      <li className="stored-item">
        <div className="stored-question" role="group" aria-label={`Delete ${name}?`} onKeyDown={finishOnEscape}>
          <span className="stored-title">Delete “{name}”?</span>
          <button type="button" className="button danger" onClick={onDelete}>
            Delete
          </button>
          <button type="button" className="button" onClick={finish} autoFocus>
            Keep
          </button>
        </div>
      </li>
    );
  }

  return (
    <li className="stored-item">
      <button type="button" className="stored-open" aria-current={current ? 'true' : undefined} onClick={onOpen}>
        <span className="stored-title" dir="auto">
          {name}
        </span>
        <time className="stored-time" dateTime={conversation.updated}>
          {displayTime(conversation.updated)}
        </time>
      </button>
      <button
        type="button"
        className="round-button"
        ref={renameButton}
        aria-label={`Rename ${name}`}
        title="Rename"
        onClick={() => setMode('renaming')}
      >
        <Icon name="rename" />
      </button>
      <button
        type="button"
        className="round-button"
        ref={deleteButton}
        aria-label={`Delete ${name}`}
        title="Delete"
        onClick={() => setMode('deleting')}
      >
        <Icon name="remove" />
      </button>
    </li>
  );
}

const displayTime = (time: string) => new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });

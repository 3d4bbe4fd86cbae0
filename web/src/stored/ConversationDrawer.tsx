import { useEffect, useRef } from 'react';
import { ErrorNotice } from '../conversation/ErrorNotice';
import { Icon } from '../icons/Icon';
import { Drawer } from '../page/Drawer';
import type { ConversationStore } from '../wire/conversationStore';
import { ConversationItem } from './ConversationItem';
import { useStoredConversations } from './useStoredConversations';

interface ConversationDrawerProps {
  readonly store: ConversationStore;
  /** The one that the page shows, if it is stored. */
  readonly current: string | undefined;
  readonly open: boolean;
  readonly onOpen: (id: string) => Promise<void>;
  readonly onNew: () => void;
  readonly onClose: () => void;
}

/** The conversations that the server keeps, read whenever the list is opened. */
export function ConversationDrawer({ store, current, open, onOpen, onNew, onClose }: ConversationDrawerProps) {
  const { conversations, error, hasMore, attempt, load, loadMore, rename, remove } = useStoredConversations(store);
  const newButton = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (open) {
      void load();
    }
  }, [open, load]);

  const startNew = () => {
    onClose();
    onNew();
  };
  const removeOne = async (id: string) => {
    newButton.current?.focus();
    await remove(id);
    if (id === current) {
      onNew();
      newButton.current?.focus();
    }
  };

  return (
    <Drawer title="Conversations" side="left" open={open} onClose={onClose}>
      <button type="button" className="button stored-new" ref={newButton} onClick={startNew}>
        <Icon name="add" />
        New conversation
      </button>
      {error !== undefined && <ErrorNotice message={error} onRetry={() => void load()} />}
      {conversations?.length === 0 && error === undefined && <p className="stored-empty">None yet: the first question begins one.</p>}
      <ul className="stored-list" aria-label="Stored conversations">
        {conversations?.map((conversation) => (
          <ConversationItem
            key={conversation.id}
            conversation={conversation}
            current={conversation.id === current}
            onOpen={() => void attempt(() => onOpen(conversation.id))}
            onRename={(title) => void rename(conversation.id, title)}
            onDelete={() => void removeOne(conversation.id)}
          />
        ))}
      </ul>
      {hasMore && (
        <button type="button" className="button" onClick={() => void loadMore()}>
          Show older ones
        </button>
      )}
    </Drawer>
  );
}

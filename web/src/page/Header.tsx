import { Icon } from '../icons/Icon';
import type { ConnectionStatus } from '../wire/chatHub';
import { ConnectionState } from './ConnectionState';

interface HeaderProps {
  readonly status: ConnectionStatus;
  /** Undefined until the server has named it. */
  readonly model: string | undefined;
  /** Absent where no key is wanted; without one there are no conversations to see. */
  readonly onKey: (() => void) | undefined;
  readonly onConversations: () => void;
  /** Absent while there is nothing to leave. */
  readonly onNew: (() => void) | undefined;
}

export function Header({ status, model, onKey, onConversations, onNew }: HeaderProps) {
  return (
    <header className="header">
      <img className="logo" src="/favicon.svg" alt="" width="28" height="28" />
      <h1>TreasureMarkers</h1>
      <ConnectionState status={status} model={model} />
      <div className="header-actions">
        {onKey === undefined ? (
          <button type="button" className="button" aria-haspopup="dialog" onClick={onConversations} disabled={status !== 'connected'}>
            <Icon name="list" />
            <span className="wide-text">Conversations</span>
          </button>
        ) : (
          <button type="button" className="button" aria-haspopup="dialog" onClick={onKey}>
            <Icon name="key" />
            <span className="wide-text">Enter key</span>
          </button>
        )}
        <button type="button" className="button" onClick={onNew} disabled={onNew === undefined}>
          <Icon name="add" />
          <span>
            New<span className="wide-only"> conversation</span>
          </span>
        </button>
      </div>
    </header>
  );
}

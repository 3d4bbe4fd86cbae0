import { Icon } from '../icons/Icon';
import type { ConnectionStatus } from '../wire/chatHub';
import { ConnectionState } from './ConnectionState';

interface HeaderProps {
  readonly status: ConnectionStatus;
  /** Undefined until the server has named it. */
  readonly model: string | undefined;
  /** Absent while there is nothing to leave. */
  readonly onNew: (() => void) | undefined;
}

export function Header({ status, model, onNew }: HeaderProps) {
  return (
    <header className="header">
      <img className="logo" src="/favicon.svg" alt="" width="28" height="28" />
      <h1>TreasureMarkers</h1>
      <ConnectionState status={status} model={model} />
      <button type="button" className="button" onClick={onNew} disabled={onNew === undefined}>
        <Icon name="add" />
        <span>
          New<span className="wide-only"> conversation</span>
        </span>
      </button>
    </header>
  );
}

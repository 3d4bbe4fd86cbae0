import type { ConnectionStatus } from '../wire/chatHub';

const descriptions: Readonly<Record<ConnectionStatus, string>> = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Connection lost, reconnecting',
  offline: 'No answer from the server, trying again',
  refused: 'The server needs a key',
};

interface ConnectionStateProps {
  readonly status: ConnectionStatus;
  readonly model: string | undefined;
}

export function ConnectionState({ status, model }: ConnectionStateProps) {
  const text = status === 'connected' && model !== undefined ? `Connected to ${model}` : descriptions[status];
  return (
    <p className="connection" role="status" data-status={status}>
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-text">{text}</span>
    </p>
  );
}

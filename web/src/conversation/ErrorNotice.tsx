import { Icon } from '../icons/Icon';

interface ErrorNoticeProps {
  readonly message: string;
  readonly onRetry: (() => void) | undefined;
}

export function ErrorNotice({ message, onRetry }: ErrorNoticeProps) {
  return (
    <div className="error-notice" role="alert">
      <Icon name="alert" />
      <p>{message}</p>
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}

import { useEffect, useState } from 'react';
import { Icon } from '../icons/Icon';

const confirmationMilliseconds = 1600;

interface AnswerActionsProps {
  readonly text: string;
  readonly onAskAgain: (() => void) | undefined;
}

export function AnswerActions({ text, onAskAgain }: AnswerActionsProps) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (copied) {
      const timer = setTimeout(() => setCopied(false), confirmationMilliseconds);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [copied]);

  // Browsers offer a clipboard only on the machine itself or over HTTPS.
  const canCopy = text !== '' && 'clipboard' in navigator;
  return (
    <span className="answer-actions">
      {canCopy && (
        <button type="button" className="quiet-button" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
          <Icon name={copied ? 'check' : 'copy'} />
          <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
        </button>
      )}
      {onAskAgain !== undefined && (
        <button type="button" className="quiet-button" onClick={onAskAgain} title="Ask again with the markers set now">
          <Icon name="again" />
          Regenerate
        </button>
      )}
    </span>
  );
}

import { isRunning, type Reply } from '../conversation/reply';

/** Tells a screen reader when an answer begins and ends; its text is there to be read, not read out word by word. */
export function AnswerAnnouncement({ reply }: { reply: Reply | undefined }) {
  return (
    <p className="visually-hidden" role="status">
      {describe(reply)}
    </p>
  );
}

function describe(reply: Reply | undefined): string {
  if (reply === undefined || reply.phase === 'failed') {
    return '';
  }
  if (isRunning(reply)) {
    return 'The model is answering.';
  }
  return reply.phase === 'stopped' ? 'The answer was stopped.' : 'The answer is complete.';
}

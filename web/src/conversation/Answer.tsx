import type { Dispatch } from 'react';
import { AnswerMarkers } from '../markers/AnswerMarkers';
import type { MarkerChoice, MarkerChoiceAction } from '../markers/markerChoice';
import { AnswerText } from '../rendering/AnswerText';
import type { Taxonomy } from '../wire/taxonomy';
import { AdherenceLine } from './AdherenceLine';
import { AnswerActions } from './AnswerActions';
import { AnswerFigures } from './AnswerFigures';
import { ErrorNotice } from './ErrorNotice';
import { isRunning, type Reply } from './reply';
import { ToolCalls } from './ToolCalls';

interface AnswerProps {
  readonly reply: Reply;
  readonly taxonomy: Taxonomy;
  readonly choice: MarkerChoice;
  readonly onMarkers: Dispatch<MarkerChoiceAction>;
  /** Absent for all but the last answer: only that one can be asked for again. */
  readonly onAskAgain: (() => void) | undefined;
}

export function Answer({ reply, taxonomy, choice, onMarkers, onAskAgain }: AnswerProps) {
  const running = isRunning(reply);
  return (
    <article className="answer" data-phase={reply.phase} aria-busy={running} aria-label="Answer">
      {reply.markers !== undefined && <AnswerMarkers taxonomy={taxonomy} {...reply.markers} choice={choice} onChange={onMarkers} />}
      {reply.thinking !== undefined && (
        <details className="thinking">
          <summary>{reply.text === '' && running ? 'Thinking' : 'Thought'}</summary>
          <p>{reply.thinking}</p>
        </details>
      )}
      {reply.text !== '' && <AnswerText text={reply.text} />}
      {reply.toolCalls.length > 0 && <ToolCalls calls={reply.toolCalls} />}
      {running && <p className="progress">{progressOf(reply)}</p>}
      {reply.error !== undefined && <ErrorNotice message={reply.error.message} onRetry={onAskAgain} />}
      {reply.adherence !== undefined && <AdherenceLine taxonomy={taxonomy} adherence={reply.adherence} />}
      {!running && (
        <footer className="answer-footer">
          {reply.phase === 'stopped' && <span>Stopped</span>}
          {reply.done !== undefined && <AnswerFigures {...reply.done} />}
          <AnswerActions text={reply.text} onAskAgain={reply.phase === 'failed' ? undefined : onAskAgain} />
        </footer>
      )}
    </article>
  );
}

function progressOf(reply: Reply): string {
  if (reply.phase === 'writing') {
    return 'Writing';
  }
  return reply.markers === undefined ? 'Choosing markers' : 'Starting to write';
}

import type { DoneEvent } from '../wire/contracts';

type AnswerFiguresProps = Omit<DoneEvent, 'type'>;

/** Tokens written, the wait for the first text, and the rate over the whole answer. */
export function AnswerFigures(props: AnswerFiguresProps) {
  return <span className="figures">{describeFigures(props).join(' · ')}</span>;
}

export function describeFigures({ finishReason, usage, timings }: AnswerFiguresProps): string[] {
  const { firstTextMilliseconds: first, totalMilliseconds: total } = timings;
  return [
    `${usage.outputTokens} tokens`,
    ...(first === null ? [] : [`first text after ${displaySeconds(first)}`]),
    ...(total > 0 ? [`${Math.round((usage.outputTokens * 1000) / total)} tokens/s`] : []),
    ...(finishReason === 'length' ? ['cut off at the length limit'] : []),
  ];
}

const displaySeconds = (milliseconds: number) =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

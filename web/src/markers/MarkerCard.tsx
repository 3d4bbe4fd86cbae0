import type { Ref } from 'react';
import type { InferredValue } from '../wire/contracts';
import type { MarkerCategory } from '../wire/taxonomy';
import { displayProbability, displayValue } from './displayText';
import { ProbabilityBar } from './ProbabilityBar';

interface MarkerCardProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly id: string;
  readonly category: MarkerCategory;
  readonly marker: InferredValue;
  readonly pinned: boolean;
}

/** What the model considered for one marker, with its probabilities. */
export function MarkerCard({ ref, id, category, marker, pinned }: MarkerCardProps) {
  // A number has no list of alternatives: its own probability and what lies around it are all there is to show.
  const candidates = marker.top.length > 0 ? marker.top : [marker];
  return (
    <div ref={ref} id={id} popover="manual" role="tooltip" className="marker-card">
      <div className="marker-card-body">
        <p className="marker-card-title">{category.displayName}, as the model sees it</p>
        {marker.interval !== null && (
          <p className="marker-card-hint">
            It expects {marker.interval.low} to {marker.interval.high}; this is the middle.
          </p>
        )}
        <ul className="candidates">
          {candidates.map(({ value, probability }) => (
            <li key={value} className={value === marker.value ? 'chosen' : undefined}>
              <span>{displayValue(value)}</span>
              <ProbabilityBar probability={probability} />
              <span className="candidate-probability">{displayProbability(probability)}</span>
            </li>
          ))}
        </ul>
        <p className="marker-card-hint">
          {pinned ? 'Kept for the next question. Press to let the model decide.' : 'Press to keep it for the next question.'}
        </p>
      </div>
    </div>
  );
}

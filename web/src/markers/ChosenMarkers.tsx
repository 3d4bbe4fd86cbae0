import type { Dispatch } from 'react';
import { Icon } from '../icons/Icon';
import type { Taxonomy } from '../wire/taxonomy';
import { displayValue } from './displayText';
import { chosenMarkers, type MarkerChoice, type MarkerChoiceAction } from './markerChoice';

interface ChosenMarkersProps {
  readonly taxonomy: Taxonomy;
  readonly choice: MarkerChoice;
  readonly onChange: Dispatch<MarkerChoiceAction>;
}

/** What the next question is asked with, as chips beside the composer. */
export function ChosenMarkers({ taxonomy, choice, onChange }: ChosenMarkersProps) {
  const chosen = chosenMarkers(taxonomy, choice);
  if (chosen.length === 0) {
    return null;
  }
  return (
    <ul className="chosen-markers" aria-label="Markers for the next question">
      {chosen.map(({ category, value }) => (
        <li key={category.name} className="chip given" data-category={category.name} data-value={value}>
          <Icon name={choice.enforced.includes(category.name) ? 'lock' : 'pin'} />
          <span className="chip-name">{category.displayName}</span>
          <span className="chip-value">{displayValue(value)}</span>
          {choice.enforced.includes(category.name) && <span className="visually-hidden">, enforced</span>}
          <button
            type="button"
            className="round-button"
            aria-label={`Remove ${category.displayName} ${displayValue(value)}`}
            onClick={() => onChange({ type: 'cleared', category: category.name })}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

import type { Dispatch } from 'react';
import { Icon } from '../icons/Icon';
import type { MarkersEvent } from '../wire/contracts';
import type { Taxonomy } from '../wire/taxonomy';
import { displayValue } from './displayText';
import { InferredChip } from './InferredChip';
import type { MarkerChoice, MarkerChoiceAction } from './markerChoice';

interface AnswerMarkersProps extends Omit<MarkersEvent, 'type'> {
  readonly taxonomy: Taxonomy;
  readonly choice: MarkerChoice;
  readonly onChange: Dispatch<MarkerChoiceAction>;
}

/** The markers that an answer is written under: those that were set, then those that the model chose itself. */
export function AnswerMarkers({ taxonomy, given, inferred, choice, onChange }: AnswerMarkersProps) {
  return (
    <ul className="answer-markers" aria-label="Markers of this answer">
      {taxonomy.map(({ name, displayName }) => {
        const value = given[name];
        return (
          value !== undefined && (
            <li key={name} className="chip given" data-category={name} data-value={value}>
              <Icon name="pin" />
              <span className="visually-hidden">Set: </span>
              <span className="chip-name">{displayName}</span>
              <span className="chip-value">{displayValue(value)}</span>
            </li>
          )
        );
      })}
      {Object.keys(inferred).length > 0 && (
        <li className="chips-label" aria-hidden="true">
          Model chose
        </li>
      )}
      {taxonomy.map((category) => {
        const marker = inferred[category.name];
        return (
          marker !== undefined && (
            <li key={category.name}>
              <InferredChip
                category={category}
                marker={marker}
                pinned={choice.values[category.name] === marker.value}
                onChange={onChange}
              />
            </li>
          )
        );
      })}
    </ul>
  );
}

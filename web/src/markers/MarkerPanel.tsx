import type { Dispatch } from 'react';
import type { Taxonomy } from '../wire/taxonomy';
import { MarkerField } from './MarkerField';
import { noMarkers, type MarkerChoice, type MarkerChoiceAction } from './markerChoice';

interface MarkerPanelProps {
  readonly taxonomy: Taxonomy;
  readonly choice: MarkerChoice;
  readonly onChange: Dispatch<MarkerChoiceAction>;
}

/** One control for each category of the server's taxonomy. */
export function MarkerPanel({ taxonomy, choice, onChange }: MarkerPanelProps) {
  const count = Object.keys(choice.values).length;
  if (taxonomy.length === 0) {
    return (
      <div className="marker-panel">
        <p role="status">
          This model was not trained with markers, so there is nothing to set. Fine-tune it with `tm train --base` to give it some.
        </p>
      </div>
    );
  }

  return (
    <div className="marker-panel">
      <div className="marker-panel-summary">
        <p role="status">{count === 0 ? 'The model decides everything.' : `${count} set, the rest is left to the model.`}</p>
        <button
          type="button"
          className="text-button"
          disabled={count === 0}
          onClick={() => onChange({ type: 'replaced', choice: noMarkers })}
        >
          Clear all
        </button>
      </div>
      {taxonomy.map((category) => (
        <MarkerField
          key={category.name}
          category={category}
          value={choice.values[category.name]}
          enforced={choice.enforced.includes(category.name)}
          onChange={onChange}
        />
      ))}
    </div>
  );
}

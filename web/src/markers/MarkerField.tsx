import { useId, useState, type Dispatch } from 'react';
import { Icon } from '../icons/Icon';
import type { MarkerCategory } from '../wire/taxonomy';
import type { MarkerChoiceAction } from './markerChoice';
import { displayProbability } from './displayText';
import { NumberControl } from './NumberControl';
import { SegmentedControl } from './SegmentedControl';
import { SelectControl } from './SelectControl';

interface MarkerFieldProps {
  readonly category: MarkerCategory;
  /** Undefined: the model decides. */
  readonly value: string | undefined;
  readonly enforced: boolean;
  readonly onChange: Dispatch<MarkerChoiceAction>;
}

/** What every control is given; `value` undefined means that the model decides. */
export interface MarkerControlProps {
  readonly category: MarkerCategory;
  readonly value: string | undefined;
  readonly labelId: string;
  readonly helpId: string;
  readonly onChange: (value: string | undefined) => void;
}

const mostSegments = 4;

export function MarkerField({ category, value, enforced, onChange }: MarkerFieldProps) {
  const id = useId();
  const [helpShown, setHelpShown] = useState(false);
  const kept = value === undefined ? undefined : category.kept[value];
  return (
    <div className="marker-field" role="group" aria-labelledby={`${id}-label`} data-category={category.name}>
      <div className="marker-field-head">
        <span id={`${id}-label`} className="marker-field-name">
          {category.displayName}
        </span>
        <button
          type="button"
          className="round-button help-button"
          title={category.description}
          aria-label={`About ${category.displayName}`}
          aria-expanded={helpShown}
          onClick={() => setHelpShown(!helpShown)}
        >
          ?
        </button>
        {value !== undefined && (
          <button
            type="button"
            className="round-button"
            title="Let the model decide"
            aria-label={`Clear ${category.displayName}`}
            onClick={() => onChange({ type: 'cleared', category: category.name })}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      <MarkerControl
        category={category}
        value={value}
        labelId={`${id}-label`}
        helpId={`${id}-help`}
        onChange={(next) =>
          onChange(
            next === undefined ? { type: 'cleared', category: category.name } : { type: 'set', category: category.name, value: next },
          )
        }
      />
      {kept !== undefined && <p className="marker-field-help">The model keeps this in {displayProbability(kept)} of its answers.</p>}
      {category.enforceable && value !== undefined && (
        <label className="enforce">
          <input
            type="checkbox"
            role="switch"
            checked={enforced}
            onChange={(event) => onChange({ type: 'enforced', category: category.name, on: event.target.checked })}
          />
          Enforce: stop the answer at this limit
        </label>
      )}
      <p id={`${id}-help`} className="marker-field-help" hidden={!helpShown}>
        {category.description}
      </p>
    </div>
  );
}

function MarkerControl(props: MarkerControlProps) {
  const { kind, values } = props.category;
  if (kind !== 'categorical') {
    return <NumberControl {...props} />;
  }
  return values.length <= mostSegments ? <SegmentedControl {...props} /> : <SelectControl {...props} />;
}

import { useId } from 'react';
import { displayValue } from './displayText';
import type { MarkerControlProps } from './MarkerField';

export function SegmentedControl({ category, value, labelId, helpId, onChange }: MarkerControlProps) {
  const name = useId();
  return (
    <div className="segments" role="radiogroup" aria-labelledby={labelId} aria-describedby={helpId}>
      {[undefined, ...category.values].map((each) => (
        <label key={each ?? ''} className="segment">
          <input type="radio" name={name} value={each ?? ''} checked={value === each} onChange={() => onChange(each)} />
          <span>{each === undefined ? 'Model decides' : displayValue(each)}</span>
        </label>
      ))}
    </div>
  );
}

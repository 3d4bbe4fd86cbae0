import { displayValue } from './displayText';
import type { MarkerControlProps } from './MarkerField';

export function SelectControl({ category, value, labelId, helpId, onChange }: MarkerControlProps) {
  return (
    <select
      className={value === undefined ? 'field undecided' : 'field'}
      aria-labelledby={labelId}
      aria-describedby={helpId}
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">Model decides</option>
      {category.values.map((each) => (
        <option key={each} value={each}>
          {displayValue(each)}
        </option>
      ))}
    </select>
  );
}

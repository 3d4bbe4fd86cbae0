import { useState } from 'react';
import { readNumber } from './markerChoice';
import type { MarkerControlProps } from './MarkerField';

export function NumberControl({ category, value, labelId, helpId, onChange }: MarkerControlProps) {
  const [typed, setTyped] = useState(value ?? '');
  const [shown, setShown] = useState(value);
  if (value !== shown) {
    // Set or cleared elsewhere (a chip, an example): the text follows, but not what is being typed here.
    setShown(value);
    if (readNumber(category.kind, typed) !== (value ?? null)) {
      setTyped(value ?? '');
    }
  }
  const invalid = typed.trim() !== '' && readNumber(category.kind, typed) === null;
  return (
    <>
      <input
        className="field"
        type="text"
        inputMode={category.kind === 'int' ? 'numeric' : 'decimal'}
        autoComplete="off"
        placeholder="Model decides"
        aria-labelledby={labelId}
        aria-describedby={helpId}
        aria-invalid={invalid}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(readNumber(category.kind, event.target.value) ?? undefined);
        }}
      />
      {invalid && (
        <p className="field-error" role="alert">
          {category.kind === 'int' ? 'A whole number, 0 or more.' : 'A number, 0 or more, with at most two decimals.'}
        </p>
      )}
    </>
  );
}

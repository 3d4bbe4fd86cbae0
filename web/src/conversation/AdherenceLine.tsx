import { Icon } from '../icons/Icon';
import { displayValue } from '../markers/displayText';
import type { AdherenceEvent, AdherenceResult } from '../wire/contracts';
import type { MarkerCategory, Taxonomy } from '../wire/taxonomy';

/** What the finished text was measured to have, beside what its markers promised. */
export function AdherenceLine({ taxonomy, adherence }: { taxonomy: Taxonomy; adherence: AdherenceEvent['adherence'] }) {
  const measured = taxonomy.flatMap((category) => {
    const result = adherence[category.name];
    return result === undefined ? [] : [{ category, result }];
  });
  if (measured.length === 0) {
    return null;
  }
  const met = measured.filter(({ result }) => result.met).length;
  return (
    <div className="adherence">
      <p className="adherence-summary">
        Measured: {met} of {measured.length} kept
      </p>
      <ul>
        {measured.map(({ category, result }) => (
          <li key={category.name} className={result.met ? 'met' : 'missed'} data-category={category.name} data-met={result.met}>
            <Icon name={result.met ? 'check' : 'cross'} />
            <span className="visually-hidden">{result.met ? 'Kept: ' : 'Missed: '}</span>
            {category.displayName} <strong>{describeResult(category, result)}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A whole number is an upper limit; any other marker is kept by having exactly its value. */
export function describeResult(category: MarkerCategory, { asked, measured, met }: AdherenceResult): string {
  if (category.kind === 'int') {
    return `${measured ?? '?'} of at most ${asked}`;
  }
  if (met) {
    return displayValue(asked);
  }
  return `${measured === null ? 'not recognised' : displayValue(measured)}, not ${displayValue(asked)}`;
}

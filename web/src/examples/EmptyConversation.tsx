import { displayValue } from '../markers/displayText';
import { chosenMarkers } from '../markers/markerChoice';
import type { Taxonomy } from '../wire/taxonomy';
import { examplesFor, type Example } from './examples';

interface EmptyConversationProps {
  /** Undefined until it is known: only then it is known which examples suit the model. */
  readonly taxonomy: Taxonomy | undefined;
  readonly onExample: (example: Example) => void;
}

export function EmptyConversation({ taxonomy, onExample }: EmptyConversationProps) {
  if (taxonomy?.length === 0) {
    return (
      <div className="transcript">
        <div className="column empty">
          <h2>Ask something</h2>
          <p className="lead">This model is served as it came: it was not trained with markers, and answers as it likes.</p>
        </div>
      </div>
    );
  }

  const examples = taxonomy === undefined ? [] : examplesFor(taxonomy);
  return (
    <div className="transcript">
      <div className="column empty">
        <h2>Ask, and decide as much as you like</h2>
        <p className="lead">
          Set the length, language, format or task of an answer. What you leave open the model decides, and shows you before it writes.
        </p>
        <ul className="examples" aria-label="Examples">
          {examples.map((example) => (
            <li key={example.title}>
              <button type="button" className="example" onClick={() => onExample(example)}>
                <span className="example-title">{example.title}</span>
                <span className="example-prompt">{example.prompt}</span>
                <span className="example-markers">{describeMarkers(taxonomy ?? [], example)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function describeMarkers(taxonomy: Taxonomy, { markers }: Example): string {
  const chosen = chosenMarkers(taxonomy, { values: markers, enforced: [] });
  const described = chosen.map(({ category, value }) =>
    category.kind === 'categorical' ? displayValue(value) : `${category.displayName} ${value}`,
  );
  return described.length === 0 ? 'No markers set' : described.join(' · ');
}

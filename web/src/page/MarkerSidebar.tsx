import type { Dispatch } from 'react';
import { ErrorNotice } from '../conversation/ErrorNotice';
import type { MarkerChoice, MarkerChoiceAction } from '../markers/markerChoice';
import { MarkerPanel } from '../markers/MarkerPanel';
import type { Taxonomy } from '../wire/taxonomy';
import { Drawer } from './Drawer';

interface MarkerSidebarProps {
  readonly taxonomy: Taxonomy;
  /** Why there is no taxonomy, if it could not be read. */
  readonly error: string | undefined;
  readonly onRetry: () => void;
  readonly choice: MarkerChoice;
  readonly onChange: Dispatch<MarkerChoiceAction>;
  /** Beside the conversation where there is room for both; else in a drawer over it. */
  readonly beside: boolean;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function MarkerSidebar(props: MarkerSidebarProps) {
  const { taxonomy, error, onRetry, choice, onChange, beside, open, onClose } = props;
  const content =
    error === undefined ? (
      <MarkerPanel taxonomy={taxonomy} choice={choice} onChange={onChange} />
    ) : (
      <ErrorNotice message={error} onRetry={onRetry} />
    );
  return beside ? (
    <aside className="sidebar" aria-label="Markers">
      <h2>Markers</h2>
      {content}
    </aside>
  ) : (
    <Drawer title="Markers" open={open} onClose={onClose}>
      {content}
    </Drawer>
  );
}

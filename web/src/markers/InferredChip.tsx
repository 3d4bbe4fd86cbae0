import { useId, useLayoutEffect, useRef, useState, type Dispatch, type KeyboardEvent } from 'react';
import { Icon } from '../icons/Icon';
import type { InferredValue } from '../wire/contracts';
import type { MarkerCategory } from '../wire/taxonomy';
import { displayCertainty, displayValue } from './displayText';
import type { MarkerChoiceAction } from './markerChoice';
import { MarkerCard } from './MarkerCard';
import { placeBeside } from './placeBeside';

interface InferredChipProps {
  readonly category: MarkerCategory;
  readonly marker: InferredValue;
  /** Whether the next question is asked with this value. */
  readonly pinned: boolean;
  readonly onChange: Dispatch<MarkerChoiceAction>;
}

/** A marker that the model chose. Pointing at it or focusing it shows what else the model considered; pressing it keeps it. */
export function InferredChip({ category, marker, pinned, onChange }: InferredChipProps) {
  const [open, setOpen] = useState(false);
  const chip = useRef<HTMLButtonElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const cardId = useId();

  useLayoutEffect(() => {
    if (open && chip.current !== null && card.current !== null) {
      placeBeside(chip.current, card.current);
    }
  }, [open]);

  const toggle = () =>
    onChange(pinned ? { type: 'cleared', category: category.name } : { type: 'set', category: category.name, value: marker.value });
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };

  return (
    <span
      onPointerEnter={() => setOpen(true)}
      onPointerLeave={() => setOpen(false)}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      onKeyDown={closeOnEscape}
    >
      <button
        ref={chip}
        type="button"
        className="chip inferred"
        data-category={category.name}
        data-value={marker.value}
        aria-pressed={pinned}
        aria-describedby={open ? cardId : undefined}
        onClick={toggle}
      >
        {pinned && <Icon name="pin" />}
        <span className="visually-hidden">Model chose: </span>
        <span className="chip-name">{category.displayName}</span>
        <span className="chip-value">{displayValue(marker.value)}</span>
        <span className="chip-probability">{displayCertainty(marker)}</span>
      </button>
      {open && <MarkerCard ref={card} id={cardId} category={category} marker={marker} pinned={pinned} />}
    </span>
  );
}

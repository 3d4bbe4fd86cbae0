import { Icon } from '../icons/Icon';

interface MarkersButtonProps {
  readonly count: number;
  readonly onOpen: () => void;
}

export function MarkersButton({ count, onOpen }: MarkersButtonProps) {
  return (
    <button type="button" className="button" aria-haspopup="dialog" onClick={onOpen}>
      <Icon name="levers" />
      Markers
      {count > 0 && (
        <span className="count">
          {count}
          <span className="visually-hidden"> set</span>
        </span>
      )}
    </button>
  );
}

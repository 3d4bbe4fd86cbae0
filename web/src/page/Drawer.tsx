import { useId, type MouseEvent, type ReactNode } from 'react';
import { useModal } from './useModal';

interface DrawerProps {
  readonly title: string;
  /** Where a wide window shows it: at its bottom, or along its left side. */
  readonly side?: 'bottom' | 'left';
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal sheet. */
export function Drawer({ title, side = 'bottom', open, onClose, children }: DrawerProps) {
  const dialog = useModal(open);
  const titleId = useId();

  // The dialog's own box is filled by its content, so a click on the dialog itself is one on the backdrop.
  const closeOnBackdrop = (event: MouseEvent) => {
    if (event.target === dialog.current) {
      onClose();
    }
  };

  return (
    <dialog ref={dialog} className="drawer" data-side={side} aria-labelledby={titleId} onClose={onClose} onClick={closeOnBackdrop}>
      <div className="drawer-content">
        <div className="drawer-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="button" onClick={onClose}>
            Done
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}

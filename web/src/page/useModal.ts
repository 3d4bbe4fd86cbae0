import { useEffect, useRef, type RefObject } from 'react';

/** A dialog element that is modal while it is open; the browser keeps the focus inside, and gives it back. */
export function useModal(open: boolean): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [open]);
  return dialog;
}

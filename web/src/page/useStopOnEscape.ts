import { useEffect } from 'react';

/** Escape stops the answer, unless it was for something nearer: an open dialog, or a card that has handled it. */
export function useStopOnEscape(answering: boolean, stop: () => void): void {
  useEffect(() => {
    if (!answering) {
      return;
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) {
        stop();
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [answering, stop]);
}

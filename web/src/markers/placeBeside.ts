const margin = 8;

/** Shows a popover under its anchor, or above it where there is no room, and always inside the window. */
export function placeBeside(anchor: HTMLElement, popover: HTMLElement): void {
  popover.showPopover();
  const at = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const below = at.bottom + height <= window.innerHeight;
  popover.style.left = `${Math.max(margin, Math.min(at.left, window.innerWidth - width - margin))}px`;
  popover.style.top = `${below ? at.bottom : Math.max(0, at.top - height)}px`;
}

const paths = {
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  stop: 'M7.5 7.5h9v9h-9z',
  pin: 'M12 15.5V21M8.5 3.5h7M9.5 3.5v6l-3 3.5v2h11v-2l-3-3.5v-6',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  copy: 'M9 9h10v11H9zM15 9V4.5H5V15.5h4',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  again: 'M19 12a7 7 0 1 1-2.2-5.1M19.5 3.5v4.5H15',
  add: 'M12 5v14M5 12h14',
  levers: 'M4 7h9M18 7h2M4 17h2M11 17h9M15.5 4.5v5M8.5 14.5v5',
  down: 'M12 5v14M5.5 12.5 12 19l6.5-6.5',
  lock: 'M6.5 11h11v9h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  list: 'M4 6h16M4 12h16M4 18h10',
  key: 'M8 8a4 4 0 1 0 0 8 4 4 0 0 0 4-4 4 4 0 0 0-4-4M12 12h9M17 12v3M20.5 12v3',
  rename: 'M4.5 19.5l1-4.5L16 4.5l3.5 3.5L9 18.5z',
  remove: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5',
  alert: 'M12 8v5M12 16.5v.1M12 3.5l9.5 16.5h-19z',
} as const;

/** A decorative line icon: what it stands for is always said in text as well. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { KeyDialog } from '../../src/page/KeyDialog';
import type { KeyState } from '../../src/wire/apiAccess';

const render = (state: KeyState) =>
  renderToStaticMarkup(<KeyDialog state={state} open onKey={() => undefined} onClose={() => undefined} />);

test('the key is hidden while it is typed, and its field has a name', () => {
  const html = render('missing');

  expect(html).toMatch(/<label for="([^"]+)">API key<\/label><input id="\1"[^>]*type="password"/);
  expect(html).not.toContain('role="alert"');
});

test('a wrong key is told, and tied to the field', () => {
  expect(render('rejected')).toMatch(
    /aria-invalid="true" aria-describedby="([^"]+)".*<p id="\1"[^>]*role="alert">This key is wrong or was revoked/,
  );
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ConversationItem } from '../../src/stored/ConversationItem';

const render = (title: string, current: boolean) =>
  renderToStaticMarkup(
    <ConversationItem
      conversation={{ id: 'c1', title, created: '2026-01-31T11:00:00+00:00', updated: '2026-01-31T12:00:00+00:00', length: 2 }}
      current={current}
      onOpen={() => undefined}
      onRename={() => undefined}
      onDelete={() => undefined}
    />,
  );

test('every action says which conversation it is for, and the current one is said to be it', () => {
  const html = render('Nano <b>', true);

  expect(html).toContain('aria-label="Rename Nano &lt;b&gt;"');
  expect(html).toContain('aria-label="Delete Nano &lt;b&gt;"');
  expect(html).toContain('aria-current="true"');
  expect(html).toContain('dateTime="2026-01-31T12:00:00+00:00"');
});

test('a conversation without a title has a name, and another one is not current', () => {
  expect(render('', false)).toContain('aria-label="Delete Untitled"');
  expect(render('', false)).not.toContain('aria-current');
});

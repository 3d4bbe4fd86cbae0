import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { AnswerText } from '../../src/rendering/AnswerText';

const render = (text: string) => renderToStaticMarkup(<AnswerText text={text} />);

test('markup in an answer is shown, never obeyed', () => {
  const html = render('Hello <img src=x onerror=alert(1)>\n\n| <script> | b |\n|---|---|\n| [x](javascript:alert(1)) | c |');

  expect(html).not.toMatch(/<(img|script|a)\b/);
  expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

test('a table has column headers', () => {
  expect(render('| Code | Value |\n|---|---|\n| Alpha-2 | JP |')).toContain('<th scope="col">Code</th>');
});

test('words between pairs of stars are bold, and a lone pair is text', () => {
  expect(render('- **name**: nano')).toContain('<li><strong>name</strong>: nano</li>');
  expect(render('2 ** 3')).toContain('2 ** 3');
});

test('a numbered list starts where the text starts it', () => {
  expect(render('4. four\n5. five')).toContain('<ol start="4"><li>four</li><li>five</li></ol>');
});

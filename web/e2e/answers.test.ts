import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChatPage, launchBrowser } from './chatPage';
import { isDefaultModel, Server } from './server';

let server: Server;
let browser: Browser;
let chat: ChatPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  chat = await ChatPage.open(browser, server.url);
});
afterEach(() => chat.close());

test('the markers that the model chose are seen, with how sure it was, before the text', async () => {
  // What is in the document whenever it changes, in order: the first sight of markers must be without text.
  await chat.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver(() => {
      const shown = ['.chip.inferred', '.answer-text'].filter((selector) => document.querySelector(selector) !== null);
      seen.push(shown.join(' '));
    }).observe(document.body, { childList: true, subtree: true });
  });

  expect(await chat.ask('What is the package nano good for?')).toBe('done');

  const seen = await chat.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen).toContain('.chip.inferred');
  expect(seen.indexOf('.chip.inferred')).toBeLessThan(seen.indexOf('.chip.inferred .answer-text'));
  expect(seen).not.toContain('.answer-text');
  const chips = await chat.lastAnswer.locator('.chip.inferred').allInnerTexts();
  expect(chips.length).toBeGreaterThan(0);
  for (const chip of chips) {
    // A probability, or for a number the range that it lies in.
    expect(chip).toMatch(/([<>]?\d{1,3}%|[\d.]+ to [\d.]+)$/);
  }
  expect((await chat.text()).trim()).not.toBe('');
  expect(await chat.lastAnswer.locator('.figures').innerText()).toMatch(/\d+ tokens · first text after .+ · \d+ tokens\/s/);
  expect(chat.complaints).toEqual([]);
});

test('pointing at an inferred marker shows what else was considered, and pressing it sets it for the next question', async () => {
  await chat.ask('What is the package nano good for?');
  const chip = chat.lastAnswer.locator('.chip.inferred[data-category="lang"]');
  await chip.hover();

  const card = chat.page.getByRole('tooltip');
  expect(await card.locator('.candidates li').count()).toBeGreaterThan(1);
  expect(await card.locator('.candidates li.chosen').innerText()).toMatch(/\d%$/);

  const inferred = await chip.getAttribute('data-value');
  await chip.click();
  expect(await chat.chosen('lang').getAttribute('data-value')).toBe(inferred);
  expect(await chip.getAttribute('aria-pressed')).toBe('true');

  await chat.ask('And the package vim?');
  expect(await chat.lastAnswer.locator('.chip.given[data-category="lang"]').getAttribute('data-value')).toBe(inferred);
});

test('language and length that are set stay set, and an answer is measured against them', async () => {
  await chat.field('lang').getByRole('combobox').selectOption('German');
  await chat.field('length_bucket').getByText('concise', { exact: true }).click();
  await chat.ask('What is the package gimp good for?');

  for (const [category, value] of [
    ['lang', 'German'],
    ['length_bucket', 'concise'],
  ] as const) {
    expect(await chat.lastAnswer.locator(`.chip.given[data-category="${category}"]`).getAttribute('data-value')).toBe(value);
    expect(await chat.adherence(category).innerText()).toMatch(/Kept|Missed/);
  }
  expect(await chat.lastAnswer.locator('.chip.inferred[data-category="lang"]').count()).toBe(0);
});

const scripts = [
  ['German', /[A-Za-zÄÖÜäöüß]/g],
  ['Russian', /\p{Script=Cyrillic}/gu],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/gu],
] as const;

test.runIf(isDefaultModel).for(scripts)(
  'with the language set to %s and the length to concise, the answer is both',
  async ([language, script]) => {
    await chat.field('lang').getByRole('combobox').selectOption(language);
    await chat.field('length_bucket').getByText('concise', { exact: true }).click();
    await chat.ask('What is the package gimp good for?');

    expect(await chat.adherence('lang').getAttribute('data-met')).toBe('true');
    expect(await chat.adherence('length_bucket').getAttribute('data-met')).toBe('true');
    // Names of programs stay in Latin letters in every language: elsewhere such a name weighs as much as one letter.
    const answer = await chat.text();
    const text = language === 'German' ? answer : answer.replace(/\p{Script=Latin}+/gu, 'x');
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    expect((text.match(script)?.length ?? 0) / letters).toBeGreaterThan(0.6);
  },
);

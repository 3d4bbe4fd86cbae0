import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ChatPage, launchBrowser } from './chatPage';
import { Server } from './server';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const layouts: [string, BrowserContextOptions][] = [
  ['desktop-light', { colorScheme: 'light' }],
  ['desktop-dark', { colorScheme: 'dark' }],
  ['phone', { ...phone, colorScheme: 'light' }],
  ['phone-dark', { ...phone, colorScheme: 'dark' }],
];

test.for(layouts)('%s: an example is tried from start to measured answer', async ([name, options]) => {
  const chat = await ChatPage.open(browser, server.url, options);
  await chat.screenshot(`${name}-start`);
  await chat.page.locator('.example').first().click();
  await chat.page.locator('.chosen-markers .chip').first().waitFor();
  await chat.composer.press('Enter');

  expect(await chat.ended()).toBe('done');
  expect(await chat.lastAnswer.locator('.adherence').isVisible()).toBe(true);
  await chat.screenshot(name);
  // Nothing may be wider than the window or push the composer out of it.
  expect(await chat.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await chat.page.getByRole('button', { name: 'Send' }).isVisible()).toBe(true);
  await chat.close();
});

test('the end of an answer stays in view until the reader scrolls away, and a button leads back', async () => {
  const chat = await ChatPage.open(browser, server.url, { viewport: { width: 800, height: 480 } });
  const footer = chat.lastAnswer.locator('.answer-footer');
  const footerInView = () =>
    footer.evaluate(
      (element) => element.getBoundingClientRect().bottom <= (document.querySelector('.composer')?.getBoundingClientRect().top ?? 0),
    );
  for (let turn = 0; turn < 3; turn++) {
    await chat.ask('What is the package nano good for?');
    await footer.waitFor();
    await expect.poll(footerInView).toBe(true);
  }

  await chat.page.locator('.transcript').hover();
  await chat.page.mouse.wheel(0, -600);
  const latest = chat.page.getByRole('button', { name: 'Latest' });
  await latest.click();
  await expect.poll(footerInView).toBe(true);
  await latest.waitFor({ state: 'detached' });
  await chat.close();
});

test('on a phone the markers are set in a drawer that hands the focus back', async () => {
  const chat = await ChatPage.open(browser, server.url, phone);
  const open = chat.page.getByRole('button', { name: /^Markers/ });
  await open.click();
  await chat.field('lang').getByRole('combobox').selectOption('German');
  await chat.screenshot('phone-drawer');
  await chat.page.keyboard.press('Escape');

  expect(await chat.page.locator('dialog[open]').count()).toBe(0);
  expect(await chat.chosen('lang').getAttribute('data-value')).toBe('German');
  expect(await open.evaluate((button) => button === document.activeElement)).toBe(true);
  await chat.close();
});

test('the page can be used with the keyboard alone', async () => {
  const chat = await ChatPage.open(browser, server.url);
  // The one without markers: the model has some left to choose.
  await chat.page.locator('.example', { hasText: 'No markers set' }).focus();
  await chat.page.keyboard.press('Enter');
  expect(await chat.composer.evaluate((input) => input === document.activeElement)).toBe(true);
  await chat.page.keyboard.press('Enter');
  expect(await chat.ended()).toBe('done');

  await chat.lastAnswer.locator('.chip.inferred').first().focus();
  await chat.page.getByRole('tooltip').waitFor();
  await chat.page.keyboard.press('Escape');
  expect(await chat.page.getByRole('tooltip').count()).toBe(0);
  await chat.close();
});

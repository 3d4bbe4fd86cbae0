import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ChatPage, launchBrowser } from './chatPage';
import { Server } from './server';

let server: Server;
let browser: Browser;
let chat: ChatPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(0, ['--Server:RequireKey', 'true']), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
afterEach(() => chat.close());

const small = (colorScheme: 'light' | 'dark'): BrowserContextOptions => ({
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
  colorScheme,
});

const openLocked = (options: BrowserContextOptions = {}) => ChatPage.open(browser, server.url, options, undefined, '.key-dialog[open]');

async function enterKey(key: string): Promise<void> {
  await chat.page.getByLabel('API key').fill(key);
  await chat.page.keyboard.press('Enter');
}

const connected = () => chat.page.locator('.connection[data-status="connected"]').waitFor();
const list = () => chat.page.getByRole('list', { name: 'Stored conversations' });
const showList = async (): Promise<Locator> => {
  await chat.page.getByRole('button', { name: 'Conversations', exact: true }).click();
  return list();
};
/** How far the page, or what it cuts off, reaches beyond the window. */
const overflow = () =>
  chat.page.evaluate(() =>
    Math.max(
      document.documentElement.scrollWidth - window.innerWidth,
      ...[...document.querySelectorAll('button')].map((button) => button.getBoundingClientRect().right - window.innerWidth),
    ),
  );
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement);

test('a server that needs a key is asked with the one that is entered, and a wrong one is said to be wrong', async () => {
  const key = server.createKey('right');
  chat = await openLocked();
  expect(await isFocused(chat.page.getByLabel('API key'))).toBe(true);
  await enterKey('tm_wrong');
  await chat.page.getByRole('alert').getByText('wrong or was revoked').waitFor();
  await chat.screenshot('key-wrong');

  await chat.page.keyboard.press('Escape');
  await chat.page.getByRole('button', { name: 'Enter key' }).click();
  await enterKey(key);
  await connected();
  expect(await chat.page.locator('dialog[open]').count()).toBe(0);
  expect(await chat.ask('What is the package nano good for?')).toBe('done');

  // Kept for the tab, and in no other.
  await chat.page.reload();
  await connected();
  expect(await chat.page.evaluate(() => Object.keys(localStorage).length)).toBe(0);
});

test('conversations are listed, opened, gone on with, renamed and deleted', async () => {
  chat = await openLocked();
  await enterKey(server.createKey('owner'));
  await connected();
  await chat.ask('What is the package nano good for?');
  const first = await chat.text();
  await chat.page.getByRole('button', { name: 'New' }).click();
  await chat.ask('Was ist ein Webserver?');

  await showList();
  const items = list().getByRole('listitem');
  await expect.poll(() => items.count()).toBe(2);
  expect(await items.nth(0).innerText()).toContain('Was ist ein Webserver?');
  expect(await items.nth(0).locator('[aria-current="true"]').count()).toBe(1);
  await chat.screenshot('conversations');

  await items.nth(1).getByRole('button').first().click();
  await expect.poll(() => chat.page.locator('.question').innerText()).toContain('nano');
  expect(await chat.text()).toBe(first);
  expect(await chat.lastAnswer.locator('.chip').count()).toBeGreaterThan(0);
  expect(await chat.ask('And why?')).toBe('done');
  expect(await chat.page.locator('.turn').count()).toBe(2);

  await showList();
  await expect.poll(() => items.nth(0).innerText()).toContain('nano');
  await items
    .nth(0)
    .getByRole('button', { name: /^Rename/ })
    .click();
  await chat.page.getByLabel(/^Title of/).fill('The editor');
  await chat.page.keyboard.press('Enter');
  await expect.poll(() => items.nth(0).innerText()).toContain('The editor');
  expect(await isFocused(items.nth(0).getByRole('button', { name: 'Rename The editor' }))).toBe(true);

  // Escape keeps it, and leaves the list open; a confirmed one is gone, from the page too.
  await items.nth(0).getByRole('button', { name: 'Delete The editor' }).click();
  await chat.page.keyboard.press('Escape');
  expect(await items.count()).toBe(2);
  await items.nth(0).getByRole('button', { name: 'Delete The editor' }).click();
  await chat.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => items.count()).toBe(1);
  expect(await chat.page.locator('.turn').count()).toBe(0);

  await chat.page.keyboard.press('Escape');
  await showList();
  await expect.poll(() => items.allInnerTexts()).toEqual([expect.stringContaining('Webserver')]);
});

test.for(['light', 'dark'] as const)('on a small phone in the %s theme nothing is wider than the window', async (scheme) => {
  chat = await openLocked(small(scheme));
  expect(await overflow()).toBeLessThanOrEqual(0);
  await chat.screenshot(`small-${scheme}-key`);
  await enterKey(server.createKey(scheme));
  await connected();
  await chat.ask(`What is the package nano good for, and ${'how '.repeat(30)}?`);
  await showList();
  await list().getByRole('listitem').first().waitFor();
  await chat.screenshot(`small-${scheme}-conversations`);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await list()
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click();
  await chat.screenshot(`small-${scheme}-delete`);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await chat.page.locator('.drawer[open]').evaluate((drawer) => drawer.scrollWidth - drawer.clientWidth)).toBeLessThanOrEqual(0);
});

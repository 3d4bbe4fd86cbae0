import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChatPage, launchBrowser } from './chatPage';
import type { GenerationStatus } from '../src/wire/contracts';
import { Server } from './server';

const allowedMilliseconds = 500;

let server: Server;
let browser: Browser;
let chat: ChatPage;
let before: GenerationStatus;

beforeAll(async () => {
  [server, browser] = await Promise.all([Server.start(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  chat = await ChatPage.open(browser, server.url);
  before = await server.status();
});
afterEach(() => chat.close());

type Interruption = 'press Stop' | 'press Escape' | 'leave the page';

/**
 * Asks for a long answer and interrupts it at the first sight of its text. That is done from within the page: by the time a
 * test has seen the text, a small model may be done.
 */
async function interrupt(how: Interruption): Promise<void> {
  await chat.field('length_bucket').getByText('medium', { exact: true }).click();
  await chat.field('length_tokens').getByRole('textbox').fill('800');
  await chat.page.evaluate((interruption) => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('.answer-text') === null) {
        return;
      }
      observer.disconnect();
      if (interruption === 'press Stop') {
        document.querySelector<HTMLButtonElement>('.send-button.stop')?.click();
      } else if (interruption === 'press Escape') {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      } else {
        location.href = 'about:blank';
      }
    }).observe(document.body, { childList: true, subtree: true });
  }, how);
  await chat.send('Describe emacs.');
}

/** The server's own account: one more generation was cancelled, none is running, and the model stopped in time. */
async function expectStopped(): Promise<void> {
  const stopped = { cancelled: before.cancelled + 1, completed: before.completed, active: 0, queued: 0 };
  await expect.poll(() => server.status(), { timeout: 20_000 }).toMatchObject(stopped);
  expect((await server.status()).lastStopMilliseconds).toBeLessThan(allowedMilliseconds);
}

test('Stop ends the generation on the server, and the answer stays as far as it went', async () => {
  await interrupt('press Stop');
  await expectStopped();

  expect(await chat.lastAnswer.getAttribute('data-phase')).toBe('stopped');
  const text = await chat.text();
  expect(text).not.toBe('');
  await chat.page.waitForTimeout(300);
  expect(await chat.text()).toBe(text);
  expect(chat.complaints).toEqual([]);
});

test('Escape stops as the button does, and the conversation goes on', async () => {
  await interrupt('press Escape');
  await expectStopped();

  await chat.page.getByRole('button', { name: 'Clear all' }).click();
  expect(await chat.ask('What is the package nano good for?')).toBe('done');
});

test('leaving the page ends the generation on the server', async () => {
  await interrupt('leave the page');
  await expectStopped();
});

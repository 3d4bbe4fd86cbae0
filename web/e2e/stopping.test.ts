import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ChatPage, launchBrowser } from './chatPage';
import { Server } from './server';

const allowedMilliseconds = 500;

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

/** Waits until the server has counted one more cancelled generation; returns how long that took and its own figure. */
async function expectStopped(cancelledBefore: number): Promise<void> {
  const pressed = performance.now();
  let status = await server.status();
  while (status.cancelled === cancelledBefore && performance.now() - pressed < allowedMilliseconds) {
    await new Promise((resume) => setTimeout(resume, 10));
    status = await server.status();
  }
  expect(status.cancelled).toBe(cancelledBefore + 1);
  expect(status.active).toBe(0);
  expect(status.lastStopMilliseconds).toBeLessThan(allowedMilliseconds);
}

async function writeLongAnswer(): Promise<number> {
  await chat.field('length_bucket').getByText('medium', { exact: true }).click();
  await chat.field('length_tokens').getByRole('textbox').fill('800');
  const { cancelled } = await server.status();
  await chat.send('Describe emacs.');
  await chat.lastAnswer.locator('.answer-text').waitFor();
  return cancelled;
}

test('Stop ends the generation on the server, and the answer stays as far as it went', async () => {
  const cancelled = await writeLongAnswer();
  await chat.page.getByRole('button', { name: 'Stop' }).click();
  await expectStopped(cancelled);

  expect(await chat.lastAnswer.getAttribute('data-phase')).toBe('stopped');
  const text = await chat.text();
  expect(text).not.toBe('');
  await chat.page.waitForTimeout(300);
  expect(await chat.text()).toBe(text);
  expect(chat.complaints).toEqual([]);
});

test('Escape stops as the button does, and the conversation goes on', async () => {
  const cancelled = await writeLongAnswer();
  await chat.page.keyboard.press('Escape');
  await expectStopped(cancelled);

  await chat.page.getByRole('button', { name: 'Clear all' }).click();
  expect(await chat.ask('What is the package nano good for?')).toBe('done');
});

test('leaving the page ends the generation on the server', async () => {
  const cancelled = await writeLongAnswer();
  await chat.page.goto('about:blank');
  await expectStopped(cancelled);
});

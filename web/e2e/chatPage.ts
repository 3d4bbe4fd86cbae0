import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BrowserContextOptions, Browser, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { repository } from './server';

const screenshots = resolve(repository, 'artifacts/e2e');

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** The chat page as its users see it, and what the browser said about it. */
export class ChatPage {
  /** Console errors, uncaught exceptions, and requests that left the server's own origin. */
  readonly complaints: string[] = [];
  readonly page: Page;

  private constructor(page: Page, url: string) {
    this.page = page;
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      if (new URL(request.url()).host !== new URL(url).host) {
        this.complaints.push(`request to ${request.url()}`);
      }
    });
  }

  static async open(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
    ready = '.example',
  ): Promise<ChatPage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const chat = new ChatPage(page, url);
    await prepare(page);
    await page.goto(url);
    await page.locator(ready).first().waitFor();
    return chat;
  }

  get lastAnswer(): Locator {
    return this.page.locator('.turn').last().locator('.answer');
  }

  get composer(): Locator {
    return this.page.getByLabel('Your message');
  }

  async send(question: string): Promise<void> {
    await this.composer.fill(question);
    await this.composer.press('Enter');
  }

  /** Asks and waits for the end of the answer, whatever it is; returns how it ended. */
  async ask(question: string): Promise<string | null> {
    await this.send(question);
    return this.ended();
  }

  async ended(): Promise<string | null> {
    await this.page.waitForSelector('.turn:last-child .answer:not([aria-busy="true"])');
    return this.lastAnswer.getAttribute('data-phase');
  }

  field(category: string): Locator {
    return this.page.locator(`.marker-field[data-category="${category}"]`);
  }

  chosen(category: string): Locator {
    return this.page.locator(`.chosen-markers [data-category="${category}"]`);
  }

  adherence(category: string): Locator {
    return this.lastAnswer.locator(`.adherence [data-category="${category}"]`);
  }

  text(): Promise<string> {
    return this.lastAnswer.locator('.answer-text').innerText();
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: resolve(screenshots, `${name}.png`) });
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

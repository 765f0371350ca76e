import { expect, type Locator, type Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

const TEMPLATE = resolve(import.meta.dirname, '../../fixtures/tutorial-room.html');

/** The tag that Django's template engine fills in. */
const ROOM_NAME = '{{ room_name|json_script:"room-name" }}';

/** Somebody on the room page of the Django Channels tutorial. */
export class TutorialPage {
  readonly log: Locator;
  readonly input: Locator;

  constructor(readonly page: Page) {
    this.log = page.locator('#chat-log');
    this.input = page.locator('#chat-message-input');
  }

  /** Serves the page on the origin that a server has, and opens it. */
  async enter(origin: string, room: string): Promise<void> {
    const template = await readFile(TEMPLATE, 'utf8');
    const name = `<script id="room-name" type="application/json">${JSON.stringify(room)}</script>`;
    const body = template.replace(ROOM_NAME, name);
    const address = `${origin}/tutorial/${room}/`;
    await this.page.route(address, (route) => route.fulfill({ contentType: 'text/html', body }));
    await this.page.goto(address);
    await this.page.waitForFunction('chatSocket.readyState === WebSocket.OPEN');
  }

  async says(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
    await expect(this.input).toHaveValue('');
  }

  /** The log holds these lines in this order, and nothing else. */
  async seesOnly(...texts: string[]): Promise<void> {
    await expect(this.log).toHaveValue(texts.map((text) => `${text}\n`).join(''));
  }
}

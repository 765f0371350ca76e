import { expect, type Locator, type Page } from '@playwright/test';
import type { Words } from './words.ts';

/** Somebody in the lobby. */
export class Lobby {
  readonly field: Locator;
  readonly button: Locator;
  readonly problem: Locator;
  /** What is said about a name that others can guess. */
  readonly warning: Locator;
  readonly privateRoom: Locator;
  /** The rooms with people in them. */
  readonly live: Locator;
  /** The rooms of earlier visits, without those. */
  readonly visited: Locator;
  /** The addresses this page has gone to since it was opened. */
  readonly went: string[] = [];

  constructor(
    readonly page: Page,
    words: Words,
  ) {
    this.field = page.getByRole('textbox', { name: words.roomName });
    this.button = page.getByRole('button', { name: words.join });
    this.problem = page.getByRole('alert');
    this.warning = page.locator('#weak');
    this.privateRoom = page.getByRole('link', { name: words.privateRoom });
    this.live = page.locator('#live').getByRole('link');
    this.visited = page.locator('#visited').getByRole('link');
    page.on('framenavigated', (frame) => this.went.push(decodeURI(new URL(frame.url()).pathname)));
  }

  /** So many people are in a room, and it is listed once. */
  async seesPeople(room: string, people: number): Promise<void> {
    await expect(this.live.filter({ hasText: room })).toHaveText([`${room} ${people} here`]);
  }

  /** Writes a room's name, and presses Enter. */
  async asksFor(room: string): Promise<void> {
    await this.field.fill(room);
    await this.field.press('Enter');
  }

  /** Goes to a room, waits until its page runs, and comes back. */
  async visits(room: string): Promise<void> {
    const lobby = this.page.url();
    await this.asksFor(room);
    await this.isIn(room);
    await expect(this.page.locator('html')).toHaveAttribute('data-ready', 'true');
    await this.page.goto(lobby);
  }

  async isIn(room: string): Promise<void> {
    await expect(this.page).toHaveURL(new RegExp(`/chat/${encodeURIComponent(room)}/$`));
    await expect(this.page.getByRole('heading', { name: room, exact: true })).toBeVisible();
  }
}

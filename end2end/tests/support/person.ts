import { expect, type Locator, type Page } from '@playwright/test';
import type { Words } from './words.ts';

/** How long to wait, when it is longer than usual. */
interface Patience {
  timeout?: number;
}

export type Connection = 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed' | 'degraded';

/** Somebody in a room. */
export class Person {
  readonly log: Locator;
  readonly rows: Locator;
  readonly texts: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly connectionLine: Locator;
  readonly announcer: Locator;
  readonly name: Locator;
  readonly peopleButton: Locator;
  readonly people: Locator;
  readonly typing: Locator;
  readonly earlier: Locator;
  readonly hole: Locator;

  constructor(
    readonly page: Page,
    private readonly words: Words,
  ) {
    this.log = page.getByRole('log', { name: words.messages });
    this.rows = this.log.getByRole('listitem');
    this.texts = this.rows.locator('.text');
    this.composer = page.getByRole('textbox', { name: words.message, exact: true });
    this.sendButton = page.getByRole('button', { name: words.send, exact: true });
    this.connectionLine = page.locator('[role=status][data-state]');
    this.announcer = page.locator('[aria-live=polite]');
    this.name = page.locator('.identity strong');
    this.peopleButton = page.getByRole('button', { name: words.here });
    this.people = page.getByRole('group', { name: words.people });
    this.typing = page.locator('.typing');
    this.earlier = page.locator('.gap[data-missing=earlier] a');
    this.hole = page.locator('.gap[data-missing=between] a');
  }

  /** The rows with this text and no other. */
  row(text: string): Locator {
    return this.rows.filter({ has: this.page.getByText(text, { exact: true }) });
  }

  /** Writes a message and presses Enter, whatever becomes of it. */
  async writes(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Says something, and waits until the server has it. */
  async says(text: string): Promise<void> {
    await this.writes(text);
    await this.hasSaid(text, 'sent');
  }

  /** Their own message stands in the log, once, and is so far. */
  async hasSaid(text: string, state: 'pending' | 'sent' | 'failed', patience: Patience = {}): Promise<void> {
    await expect(this.row(text)).toHaveAttribute('data-state', state, patience);
    await expect(this.row(text)).toHaveAttribute('data-mine', 'true');
    await expect(this.row(text)).toHaveCount(1);
  }

  /** A message stands in the log, once. */
  async sees(text: string, { from }: { from?: Person } = {}): Promise<void> {
    await expect(this.row(text)).toHaveCount(1);
    await expect(this.row(text)).toHaveAttribute('data-state', 'sent');
    await expect(this.row(text)).toHaveAttribute('data-mine', 'false');
    if (from) await expect(this.row(text).locator('.author')).toHaveText(await from.name.innerText());
  }

  /** The log holds these messages in this order, and nothing else. */
  async seesOnly(...texts: string[]): Promise<void> {
    await expect(this.texts).toHaveText(texts);
  }

  async connection(state: Connection, sentence?: RegExp): Promise<void> {
    await expect(this.connectionLine).toHaveAttribute('data-state', state);
    if (sentence) {
      await expect(this.connectionLine).toHaveText(sentence);
      await expect(this.connectionLine).toBeInViewport();
    }
  }

  /** What they say does not arrive just now, and they are told so. */
  async isCutOff(): Promise<void> {
    await expect(this.connectionLine).toHaveAttribute('data-state', /^(reconnecting|offline|degraded)$/);
  }

  /** Their connection was lost, and has healed by itself. */
  async isOnlineAgain(patience: Patience): Promise<void> {
    await expect(this.connectionLine).toHaveAttribute('data-state', 'online', patience);
  }

  /** The same person on another page. */
  at(page: Page): Person {
    return new Person(page, this.words);
  }

  /** These people are in the room, by name, however many pages they have open. */
  async isWith(...names: string[]): Promise<void> {
    await expect(this.peopleButton).toHaveText(new RegExp(`^${names.length}\\D`));
    await this.peopleButton.click();
    await expect(this.people.getByRole('listitem')).toHaveCount(names.length);
    for (const name of new Set(names)) {
      const same = names.filter((other) => other === name).length;
      await expect(this.people.getByRole('listitem').filter({ hasText: name })).toHaveCount(same);
    }
    await this.page.keyboard.press('Escape');
    await expect(this.people).toBeHidden();
  }

  /** Takes another name. */
  async isCalled(name: string): Promise<void> {
    await this.page.getByRole('button', { name: this.words.changeName }).click();
    await this.page.getByRole('textbox', { name: this.words.yourName }).fill(name);
    await this.page.getByRole('button', { name: this.words.save }).click();
    await expect(this.name).toHaveText(name);
  }

  /** Loads the page again. */
  async reloads(): Promise<void> {
    await this.page.reload();
    await this.isReady();
  }

  /** The page is hydrated, and its socket is open. */
  async isReady(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-ready', 'true');
    await this.connection('online');
  }
}

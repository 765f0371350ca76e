import { expect, type Locator, type Page } from '@playwright/test';
import { Settings } from './settings.ts';
import { wordsOf, type Words } from './words.ts';

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
  readonly settingsButton: Locator;
  readonly settings: Settings;
  readonly typing: Locator;
  readonly earlier: Locator;
  readonly hole: Locator;
  /** The button that leads down to the newest message. */
  readonly newer: Locator;
  /** What they write for, when it is not simply to say something. */
  readonly task: Locator;

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
    this.settingsButton = page.getByRole('button', { name: words.settings, exact: true });
    this.settings = new Settings(this, words);
    this.typing = page.locator('.typing');
    this.earlier = page.locator('.gap[data-missing=earlier] a');
    this.hole = page.locator('.gap[data-missing=between] a');
    this.newer = page.locator('button.newer');
    this.task = page.locator('.task');
  }

  /** The rows with this text and no other. What they answer is not their text. */
  row(text: string): Locator {
    const said = this.page.locator('.text, .text *');
    return this.rows.filter({ has: this.page.getByText(text, { exact: true }).and(said) });
  }

  /** Writes a message and presses Enter, or the button where Enter breaks the line, whatever becomes of it. */
  async writes(text: string): Promise<void> {
    await this.composer.fill(text);
    const isTouched = await this.page.evaluate(() => matchMedia('(pointer: coarse)').matches);
    await (isTouched ? this.sendButton.tap() : this.composer.press('Enter'));
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

  /** What can be done with a message, as a bar that is there while somebody points at it. */
  async toolsOf(text: string): Promise<Locator> {
    await this.row(text).locator('.text').hover();
    return this.row(text).getByRole('toolbar');
  }

  /** Says something else instead, and waits until the server has it. */
  async edits(text: string, words: string): Promise<void> {
    await (await this.toolsOf(text)).getByRole('button', { name: this.words.edit }).click();
    await expect(this.task).toContainText(this.words.editing);
    await expect(this.composer).toHaveValue(text);
    await this.writes(words);
    await this.hasSaid(words, 'sent');
    await this.seesEdited(words);
    await expect(this.task).toBeHidden();
  }

  async seesEdited(text: string): Promise<void> {
    await expect(this.row(text).locator('.edited')).toHaveText(this.words.edited);
  }

  /** Answers a message, and waits until the server has it. */
  async answers(text: string, words: string): Promise<void> {
    await (await this.toolsOf(text)).getByRole('button', { name: this.words.reply }).click();
    await expect(this.composer).toBeFocused();
    await this.says(words);
    await this.seesAnswer(words, text);
  }

  /** A message answers another one, and shows it. */
  async seesAnswer(words: string, text: string): Promise<void> {
    await expect(this.row(words).locator('.answered')).toContainText(text);
  }

  /** Takes a message away for everybody, or thinks better of it when they are asked. */
  async deletes(text: string, { really = true } = {}): Promise<void> {
    const row = this.row(text);
    this.page.once('dialog', (question) => (really ? question.accept() : question.dismiss()));
    await (await this.toolsOf(text)).getByRole('button', { name: this.words.delete }).click();
    await expect(row).toHaveCount(really ? 0 : 1);
  }

  /** Puts an emoji on a message out of the bar, or takes it back there. */
  async reacts(text: string, emoji: string): Promise<void> {
    await (await this.toolsOf(text)).getByRole('button', { name: `${this.words.react} ${emoji}` }).click();
  }

  /** The emoji on a message: how many people have put it there, and whether they are one of them. */
  async seesReaction(text: string, emoji: string, count: number, { own = false } = {}): Promise<void> {
    const reaction = this.reaction(text, emoji);
    if (count === 0) return expect(reaction).toHaveCount(0);
    await expect(reaction).toHaveText(`${emoji} ${count}`);
    await expect(reaction).toHaveAccessibleName(`${this.words.react} ${emoji} ${count}`);
    await expect(reaction).toHaveAttribute('aria-pressed', `${own}`);
  }

  /** The emoji that stands on a message, a button. */
  reaction(text: string, emoji: string): Locator {
    return this.row(text).locator('.reactions').getByRole('button', { name: emoji });
  }

  /** The address of a message, as the bar on its row has it. */
  async addressOf(text: string): Promise<string> {
    const link = (await this.toolsOf(text)).getByRole('link', { name: this.words.link });
    return link.evaluate((link: HTMLAnchorElement) => link.href);
  }

  /** A link has led to this message, which stands in view. */
  async isLedTo(text: string): Promise<void> {
    await expect(this.log.locator('.row:target')).toHaveId((await this.row(text).getAttribute('id')) ?? '');
    await expect(this.row(text)).toBeInViewport({ ratio: 1 });
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

  /** The same person with the page in another language. */
  speaking(locale: string): Person {
    return new Person(this.page, wordsOf(locale));
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

  /** Does not hear somebody any more, or hears them again. */
  async ignores(name: string, state: 'on' | 'off' = 'on'): Promise<void> {
    await this.peopleButton.click();
    const button = this.ignoreButton(name);
    await expect(button).toHaveAttribute('aria-pressed', `${state === 'off'}`);
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', `${state === 'on'}`);
    await this.page.keyboard.press('Escape');
    await expect(this.people).toBeHidden();
  }

  /** What ignores somebody, in the list of people. */
  ignoreButton(name: string): Locator {
    return this.people.getByRole('button', { name: `${this.words.ignore}: ${name}`, exact: true });
  }

  /** Begins to write another name. */
  async renames(): Promise<Locator> {
    await this.page.getByRole('button', { name: this.words.changeName }).click();
    const field = this.page.getByRole('textbox', { name: this.words.yourName });
    await expect(field).toBeFocused();
    return field;
  }

  /** Takes another name. */
  async isCalled(name: string): Promise<void> {
    await (await this.renames()).fill(name);
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

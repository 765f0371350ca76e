import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';
import { Preferences } from './preferences.ts';
import type { Words } from './words.ts';

/** What can be switched on and off in a room. */
export type Switch = 'notify' | 'sound' | 'hideComings';

/** What somebody wants otherwise in a room. */
export class Settings {
  readonly panel: Locator;

  constructor(
    private readonly person: Person,
    private readonly words: Words,
  ) {
    this.panel = person.page.getByRole('group', { name: words.settings, exact: true }).first();
  }

  switch(which: Switch): Locator {
    return this.panel.getByRole('button', { name: this.words[which] });
  }

  /** Switches something on or off, and closes the settings. */
  async turn(which: Switch, state: 'on' | 'off'): Promise<void> {
    await this.are({ [which]: state === 'off' ? 'on' : 'off' });
    await this.inPanel(() => this.switch(which).click());
    await this.are({ [which]: state });
  }

  /** These switches are on or off. */
  async are(states: Partial<Record<Switch, 'on' | 'off'>>): Promise<void> {
    await this.inPanel(async () => {
      for (const [which, state] of Object.entries(states)) {
        await expect(this.switch(which as Switch)).toHaveAttribute('aria-pressed', `${state === 'on'}`);
      }
    });
  }

  /** Chooses a language or a light. The server answers with the page anew. */
  async choose(name: string): Promise<void> {
    await this.opens();
    await new Preferences(this.person.page).choose(name);
    await this.person.isReady();
  }

  async opens(): Promise<void> {
    await this.person.settingsButton.click();
    await expect(this.panel).toBeVisible();
  }

  async closes(): Promise<void> {
    await this.person.page.keyboard.press('Escape');
    await expect(this.panel).toBeHidden();
  }

  private async inPanel(happens: () => Promise<unknown>): Promise<void> {
    await this.opens();
    await happens();
    await this.closes();
  }
}

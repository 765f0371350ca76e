import { expect, type Page } from '@playwright/test';

/** What the buttons stand for, in the attribute of the document. */
const THEMES: Record<string, string | null> = {
  System: null,
  시스템: null,
  Light: 'light',
  밝게: 'light',
  Dark: 'dark',
  어둡게: 'dark',
};

/** The form in which somebody chooses language and light. */
export class Preferences {
  constructor(private readonly page: Page) {}

  /** Presses a choice, by its name. The server answers with the page anew. */
  async choose(name: string): Promise<void> {
    const answer = this.page.waitForResponse((response) => response.request().method() === 'POST');
    await this.page.getByRole('button', { name, exact: true }).click();
    expect((await answer).status()).toBe(303);
    await this.isChosen(name);
  }

  /** The document is in this language and light, and the form says so. */
  async are({ language, light }: { language: 'en' | 'ko'; light: string }): Promise<void> {
    const root = this.page.locator('html');
    await expect(root).toHaveAttribute('lang', language);
    const theme = THEMES[light];
    if (theme) await expect(root).toHaveAttribute('data-theme', theme);
    else await expect(root).not.toHaveAttribute('data-theme');
    await this.isChosen(language === 'en' ? 'English' : '한국어');
    await this.isChosen(light);
  }

  private async isChosen(name: string): Promise<void> {
    // In a room the form is in the settings, which are closed when the page has come anew.
    const includeHidden = true;
    const choice = this.page.getByRole('button', { name, exact: true, includeHidden });
    const group = this.page.locator('.preferences').getByRole('group', { includeHidden }).filter({ has: choice });
    await expect(group.locator('[aria-pressed=true]')).toHaveText([name]);
  }
}

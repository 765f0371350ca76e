import type { Page } from '@playwright/test';

/** Whether somebody looks at a page. A test makes every page believe that they do; from here on it has to find out. */
export class Gaze {
  private constructor(private readonly page: Page) {}

  static async at(page: Page): Promise<Gaze> {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    return new Gaze(page);
  }

  /** Another tab of theirs comes to the front. */
  async turnsAway(): Promise<void> {
    await (await this.page.context().newPage()).bringToFront();
    await this.page.waitForFunction(() => !document.hasFocus());
  }

  /** The page comes to the front again. */
  async returns(): Promise<void> {
    await this.page.bringToFront();
    await this.page.waitForFunction(() => document.hasFocus());
  }

  /** The page is told that nothing of it is in view, and so is the next one there. One that is tested never is out of view. */
  async isHidden(): Promise<void> {
    const hide = () => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    await this.page.addInitScript(hide);
    await this.page.evaluate(hide);
  }
}

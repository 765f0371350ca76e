import { expect, type Locator, type Page } from '@playwright/test';

/** As many presses as nobody would be ready for. */
const PATIENCE = 60;

/** Somebody who has a keyboard and no mouse. */
export class Steps {
  constructor(private readonly page: Page) {}

  /** Presses a key again and again until something has the focus. */
  async stepsTo(target: Locator, key = 'Tab'): Promise<void> {
    for (let n = 0; n < PATIENCE && !(await has(target)); n++) {
      await this.page.keyboard.press(key);
      await this.isSeen();
    }
    await this.isAt(target);
  }

  /** Something has the focus, and everybody can see that. */
  async isAt(target: Locator): Promise<void> {
    await expect(target).toBeFocused();
    await expect(target).toBeInViewport();
    await this.isSeen();
  }

  /** Writes something where the focus is, and presses Enter. */
  async types(text: string): Promise<void> {
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  /** What has the focus is marked. */
  private async isSeen(): Promise<void> {
    const mark = await this.page.evaluate(() => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement ?? document.body);
      return outlineStyle !== 'none' && outlineWidth !== '0px' ? 'an outline' : boxShadow;
    });
    expect(mark, 'the focus is seen').not.toBe('none');
  }
}

async function has(target: Locator): Promise<boolean> {
  return (await target.count()) === 1 && target.evaluate((it) => it === document.activeElement);
}

import type { CDPSession, Page } from '@playwright/test';

/** The key code that browsers give every key an input method has taken. */
const TAKEN = 229;
const ENTER = 13;

/**
 * An input method and a keyboard, as a page experiences them.
 *
 * It replays the order of events and not a real input method: what differs between systems is only that order.
 */
export class Keyboard {
  private constructor(private readonly session: CDPSession) {}

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page));
  }

  /** The text that is being composed changes, step by step. */
  async composes(...steps: string[]): Promise<void> {
    for (const text of steps) {
      const selection = { selectionStart: text.length, selectionEnd: text.length };
      await this.session.send('Input.imeSetComposition', { text, ...selection });
    }
  }

  /** The composition ends with this text. */
  async commits(text: string): Promise<void> {
    await this.session.send('Input.insertText', { text });
  }

  /** Enter goes down, and the input method takes it. */
  async confirms(): Promise<void> {
    const key = { windowsVirtualKeyCode: TAKEN, key: 'Enter' };
    await this.session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  }

  /** Enter goes down, and the page gets it. */
  async enters(): Promise<void> {
    const key = { windowsVirtualKeyCode: ENTER, key: 'Enter', text: '\r' };
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key });
  }

  async releases(): Promise<void> {
    const key = { windowsVirtualKeyCode: ENTER, key: 'Enter' };
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
  }

  /** An Enter that no input method has anything to do with. */
  async pressesEnter(): Promise<void> {
    await this.enters();
    await this.releases();
  }

  /** Korean: one Enter ends the syllable, and reaches the page as well. */
  async writesKorean(): Promise<void> {
    await this.composes('ㅇ', '아', '안');
    await this.commits('안');
    await this.composes('ㄴ', '녀', '녕');
    await this.confirms();
    await this.commits('녕');
    await this.pressesEnter();
  }

  /** Japanese: Enter confirms the word, and is nothing else. */
  async writesJapanese(): Promise<void> {
    await this.composes('に', 'にほ', 'にほん', '日本');
    await this.confirms();
    await this.commits('日本');
    await this.releases();
  }

  /** Safari ends the composition first, and reports the Enter that has ended it afterwards. */
  async writesJapaneseInSafari(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await this.composes('に', 'にほ', 'にほん', '日本');
    await this.commits('日本');
    await this.confirms();
    await meanwhile();
    await this.releases();
  }
}

/** Listens to the keys that go down on a page, as `keyCode` and `isComposing`. */
export async function keystrokes(page: Page): Promise<() => Promise<[number, boolean][]>> {
  const heard = await page.evaluateHandle(() => {
    const heard: [number, boolean][] = [];
    addEventListener('keydown', (key) => heard.push([key.keyCode, key.isComposing]), true);
    return heard;
  });
  return () => heard.jsonValue();
}

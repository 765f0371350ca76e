import { expect, type Page } from '@playwright/test';

/** What a page does so that somebody looks at it. */
interface Done {
  /** How often the browser was asked to allow notifications. */
  asked: number;
  /** What notifications have said, a title and a text each. */
  shown: [title: string, text: string][];
  /** The sounds that were played. */
  played: string[];
}

declare global {
  interface Window {
    done: Done;
  }
}

/** Notes what a page does so that somebody looks at it, while the browser does it. */
export class Calls {
  private constructor(private readonly page: Page) {}

  /** Counts for a page that is opened from then on. */
  static async of(page: Page): Promise<Calls> {
    await page.addInitScript(() => {
      const done: Done = (window.done = { asked: 0, shown: [], played: [] });
      const Real = window.Notification;
      window.Notification = class extends Real {
        static override requestPermission(): Promise<NotificationPermission> {
          done.asked += 1;
          return Real.requestPermission();
        }

        constructor(title: string, options: NotificationOptions = {}) {
          super(title, options);
          this.addEventListener('show', () => done.shown.push([title, options.body ?? '']));
        }
      };
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = async function () {
        await play.call(this);
        done.played.push(new URL(this.src).pathname);
      };
    });
    return new Calls(page);
  }

  /** What was done since it was last asked for is this, and nothing else. */
  async are({ asked = 0, shown = [], played = [] }: Partial<Done>): Promise<void> {
    await expect.poll(() => this.page.evaluate(() => window.done)).toEqual({ asked, shown, played });
    await this.page.evaluate(() => Object.assign(window.done, { asked: 0, shown: [], played: [] }));
  }
}

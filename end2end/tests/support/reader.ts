import type { Locator } from '@playwright/test';
import type { Person } from './person.ts';

/** Somebody who reads what was said before, and the line at the top of what they see. */
export class Reader {
  private constructor(
    readonly person: Person,
    private readonly line: Locator,
  ) {}

  /** Goes so many pixels back from the end of the room. */
  static async goesBack(person: Person, pixels: number): Promise<Reader> {
    const line = await person.log.evaluate(async (log, pixels) => {
      log.scrollTop = -pixels;
      // The page has heard of it, and what it does thereupon comes later.
      await new Promise((scrolled) => log.addEventListener('scroll', scrolled, { once: true }));
      const isInView = (row: Element) => row.getBoundingClientRect().bottom > log.getBoundingClientRect().top;
      return [...log.querySelectorAll('.row')].find(isInView)!.id;
    }, pixels);
    return new Reader(person, person.page.locator(`#${line}`));
  }

  get row(): Locator {
    return this.line;
  }

  /**
   * The most pixels by which the line is ever painted away from its place, while something happens. The place is where it
   * stood below the top of the log, or above its end.
   */
  async driftWhile(happens: () => Promise<unknown>, from: 'top' | 'bottom' = 'top'): Promise<number> {
    const watch = await this.line.evaluateHandle(({ id }, from) => {
      const log = document.getElementById('log')!;
      const text = () => document.querySelector(`#${id} .text`)!;
      const place = () => text().getBoundingClientRect()[from] - log.getBoundingClientRect()[from];
      const [start, watch] = [place(), { most: 0 }];
      const look = () => {
        watch.most = Math.max(watch.most, Math.abs(place() - start));
        requestAnimationFrame(look);
      };
      look();
      return watch;
    }, from);
    await happens();
    return watch.evaluate(async (watch) => {
      for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
      return watch.most;
    });
  }
}

import { expect, type Page } from '@playwright/test';

/** Pixels by which browsers may round. */
const ROUNDING = 1;

/** Everything a person can press, and what stands for itself in no sentence. */
const CONTROLS = 'button, input:not([type=hidden]), textarea, a[href], [tabindex="0"]';

/** Nobody has to scroll sideways. */
export async function fitsSideways(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
}

/** Every control can be hit with a finger: 24 by 24 pixels at least. */
export async function canBeTouched(page: Page): Promise<void> {
  const controls = page.locator(CONTROLS).filter({ visible: true });
  const missed = await controls.evaluateAll((all) => {
    // What is there for those alone who listen is not for fingers.
    const isForFingers = (element: Element) => getComputedStyle(element).clipPath === 'none';
    const isSmall = ({ width, height }: DOMRect) => Math.min(width, height) < 24;
    const missed = all.filter((element) => isForFingers(element) && isSmall(element.getBoundingClientRect()));
    return missed.map((element) => element.outerHTML.slice(0, 80));
  });
  expect(missed, 'controls that a finger misses').toEqual([]);
}

/** No text is cut off by the box it stands in, nor lies outside of the page where nobody can scroll to. */
export async function losesNothing(page: Page): Promise<void> {
  const lost = await page.evaluate((rounding) => {
    const isMeantToBeUnseen = (element: Element) => getComputedStyle(element).clipPath !== 'none';
    const isCut = (element: Element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const wide = element.scrollWidth > element.clientWidth + rounding && ['hidden', 'clip'].includes(overflowX);
      const high = element.scrollHeight > element.clientHeight + rounding && ['hidden', 'clip'].includes(overflowY);
      const box = element.getBoundingClientRect();
      const outside = box.width > 0 && (box.left < -rounding || box.right > innerWidth + rounding);
      return wide || high || outside;
    };
    const lost = [...document.body.querySelectorAll('*')].filter((element) => !isMeantToBeUnseen(element));
    return lost.filter(isCut).map((element) => element.outerHTML.slice(0, 80));
  }, ROUNDING);
  expect(lost, 'elements that lose text').toEqual([]);
}

/** Letters of twice the size, for somebody who has told their browser so. */
export async function doublesLetters(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
}

import { canBeTouched, fitsSideways, losesNothing } from './support/layout.ts';
import { expect, test } from './support/test.ts';

// Everything that there is, with a thumb.

/** As narrow as most are. */
const NARROW = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 };

const PHONES = {
  'a phone': { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 },
  'a small phone': { viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  'a phone on its side': { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true, deviceScaleFactor: 3 },
};

for (const [phone, it] of Object.entries(PHONES)) {
  test(`from the lobby to a talk and back, on ${phone}`, async ({ server, arrive, visit }) => {
    const bob = await visit(server.room('로비'));
    // A quote is one line, and does not show all of a long name.
    await bob.isCalled('Bob');
    await bob.says('Is anybody here?');
    const { page, field, button } = await arrive(server.lobby, it);
    const isInOrder = async () => {
      await fitsSideways(page);
      await canBeTouched(page);
      await losesNothing(page);
    };
    await field.fill('로비');
    await button.tap();
    const alice = bob.at(page);
    await alice.isReady();
    await isInOrder();

    await alice.says('I am');
    await bob.sees('I am');
    await alice.row('Is anybody here?').locator('.text').tap();
    await isInOrder();
    await page.getByRole('button', { name: 'React 🎉' }).tap();
    await bob.seesReaction('Is anybody here?', '🎉', 1);
    await alice.reaction('Is anybody here?', '🎉').tap();
    await bob.seesReaction('Is anybody here?', '🎉', 0);

    await alice.row('Is anybody here?').locator('.text').tap();
    await page.getByRole('button', { name: 'Reply' }).tap();
    await isInOrder();
    await alice.says('So am I');
    await bob.seesAnswer('So am I', 'Is anybody here?');
    await alice.row('So am I').locator('.text').tap();
    await page.getByRole('button', { name: 'Edit' }).tap();
    await alice.writes('I am, too');
    await bob.seesEdited('I am, too');

    await alice.peopleButton.tap();
    await expect(alice.people.getByRole('listitem')).toHaveCount(2);
    await isInOrder();
    await alice.settingsButton.tap();
    await expect(alice.people).toBeHidden();
    await isInOrder();
    await page.getByRole('link', { name: 'Other rooms' }).tap();
    await expect(page).toHaveURL(server.lobby);
  });
}

test('the bar on the first message of a day leaves the day in view', async ({ server, visit }) => {
  const bob = await visit(server.room('lobby'));
  await bob.says('Good morning');
  const { page } = await visit(server.room('lobby'), NARROW);
  await page.getByText('Good morning').tap();
  const bar = await page.getByRole('toolbar').boundingBox();
  const day = await page.getByText('Today').boundingBox();
  expect(day && bar && day.y + day.height <= bar.y, 'the day stands above the bar').toBe(true);
  await fitsSideways(page);
});

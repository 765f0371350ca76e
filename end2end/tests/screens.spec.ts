import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { LOST_SERVER, REFUSED_PAGE } from './support/complaints.ts';
import { canBeTouched, doublesLetters, fitsSideways, losesNothing } from './support/layout.ts';
import type { Person } from './support/person.ts';
import { outgrow, REFUSED } from './support/refusal.ts';
import type { Server } from './support/server.ts';
import { expect, test } from './support/test.ts';

/** Where the pictures go: those of the README are made with `PARLOR_PICTURES=../docs/pictures`. */
const PICTURES = resolve(process.env.PARLOR_PICTURES ?? 'test-results/screens');

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const SMALL = { viewport: { width: 320, height: 568 } };
const DARK = { colorScheme: 'dark' } as const;

async function picture(page: Page, name: string): Promise<void> {
  // A room is told how many are there a moment after its page is there.
  const here = page.locator('.people');
  if (await here.count()) await expect(here).toBeVisible();
  await page.screenshot({ path: `${PICTURES}/${name}.png`, animations: 'disabled' });
}

/** What every page has to be at any size. */
async function isInOrder(page: Page): Promise<void> {
  await fitsSideways(page);
  await canBeTouched(page);
  await losesNothing(page);
}

/** Three people in a room, who talk in Korean, English and emoji; the room is opened again by the first one. */
async function conversation(server: Server, visit: (url: string) => Promise<Person>): Promise<Person> {
  const minji = await visit(server.room('로비'));
  const ada = await visit(server.room('로비'));
  const jihoon = await visit(server.room('로비'));
  await minji.isCalled('민지');
  await ada.isCalled('Ada');
  await jihoon.isCalled('지훈');
  await minji.says('안녕하세요, 다들 잘 지내셨어요?');
  await ada.says('Hi Minji! 👋 Good to see you.');
  await ada.says('I read your notes on the analytical engine last night. They are lovely, and a little bit longer than what they are about.');
  await jihoon.says('저도 왔어요 🎉');
  await jihoon.says('오늘 저녁에 시간 되는 사람?\n7시에 강남역에서 만나요.');
  await minji.answers('저도 왔어요 🎉', '반가워요!');
  await ada.reacts('저도 왔어요 🎉', '🎉');
  await minji.reacts('저도 왔어요 🎉', '🎉');
  await minji.says('장소는 https://example.com/map?q=%EA%B0%95%EB%82%A8%EC%97%AD&zoom=17&layer=transit 여기예요');
  await ada.says('👍');
  await jihoon.says('日本から友達も来ます。よろしくお願いします！');
  for (const person of [minji, ada, jihoon]) await expect(person.texts).toHaveCount(9);
  return minji;
}

test('the lobby, at every size and in both lights', async ({ server, arrive, visit }) => {
  for (const room of ['로비', '로비', 'kitchen']) {
    await visit(server.room(room));
    await server.hears(room, 'hello');
  }
  const lobby = await arrive(server.lobby);
  for (const room of ['book-club', '주말-등산']) await lobby.visits(room);
  await lobby.seesPeople('로비', 2);
  await expect(lobby.visited).toHaveCount(2);
  await picture(lobby.page, 'lobby');
  await isInOrder(lobby.page);
  const phone = await arrive(server.lobby, { ...PHONE, locale: 'ko-KR' });
  await picture(phone.page, 'lobby-phone-korean');
  await isInOrder(phone.page);
  const small = await arrive(server.lobby, { ...SMALL, ...DARK });
  await picture(small.page, 'lobby-small-dark');
  await isInOrder(small.page);
});

test('a bad name in the lobby', async ({ server, arrive }) => {
  const { page } = await arrive(`${server.lobby}?room=two+words`, { ...PHONE, allow: REFUSED_PAGE });
  await picture(page, 'lobby-bad-name-phone');
  await isInOrder(page);
});

test('nothing here', async ({ server, arrive }) => {
  const { page } = await arrive(`${server.origin}/nothing`, { allow: REFUSED_PAGE });
  await picture(page, 'not-found');
  await isInOrder(page);
});

test('an empty room', async ({ server, visit }) => {
  const { page } = await visit(server.room('lobby'), PHONE);
  await picture(page, 'room-empty-phone');
  await isInOrder(page);
});

test('a conversation, at every size and in both lights', async ({ server, visit }) => {
  test.slow();
  const minji = await conversation(server, visit);
  await picture(minji.page, 'room');
  await isInOrder(minji.page);
  await minji.page.emulateMedia(DARK);
  await picture(minji.page, 'room-dark');
  await minji.page.emulateMedia({ colorScheme: 'light' });

  const phone = await visit(server.room('로비'), { ...PHONE, locale: 'ko-KR' });
  await picture(phone.page, 'room-phone-korean');
  await isInOrder(phone.page);
  await phone.page.emulateMedia(DARK);
  await picture(phone.page, 'room-phone-korean-dark');

  const small = await visit(server.room('로비'), SMALL);
  await picture(small.page, 'room-small');
  await isInOrder(small.page);
});

test('who is here, and the settings', async ({ server, visit }) => {
  test.slow();
  const minji = await conversation(server, visit);
  await minji.peopleButton.click();
  await expect(minji.people).toBeVisible();
  await picture(minji.page, 'room-people');
  await isInOrder(minji.page);
  await minji.settingsButton.click();
  await expect(minji.settings.panel).toBeVisible();
  await picture(minji.page, 'room-settings');
  await isInOrder(minji.page);
});

test('a message that a link leads to, and one that is gone', async ({ server, visit }) => {
  test.slow();
  const minji = await conversation(server, visit);
  await minji.page.goto(await minji.addressOf('반가워요!'));
  await minji.isLedTo('반가워요!');
  await picture(minji.page, 'room-link');
  await isInOrder(minji.page);
  const phone = await visit(`${server.room('로비')}?at=1-1`, { ...PHONE, locale: 'ko-KR' });
  await picture(phone.page, 'room-link-gone-phone-korean');
  await isInOrder(phone.page);
});

test('a new name is being written', async ({ server, visit }) => {
  const { page } = await visit(server.room('lobby'), PHONE);
  await page.getByRole('button', { name: 'Change name' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert')).toHaveText('A name needs at least one letter.');
  await picture(page, 'rename-phone');
  await isInOrder(page);
});

test('a connection that is lost', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { allow: LOST_SERVER });
  await alice.says('Everything works.');
  const place = await alice.composer.boundingBox();
  await server.end();
  await alice.writes('And now it does not.');
  await alice.connection('reconnecting', /Reconnecting/);
  expect(await alice.composer.boundingBox(), 'nothing moves').toEqual(place);
  await picture(alice.page, 'room-reconnecting');
  await isInOrder(alice.page);
  await alice.page.setViewportSize(SMALL.viewport);
  await picture(alice.page, 'room-reconnecting-small');
  await isInOrder(alice.page);
});

test('messages that were missed, too many to be told at once', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), { allow: LOST_SERVER });
  await alice.isCalled('Ada');
  await alice.says('I am on the train, and there is a tunnel ahead.');
  line.fail();
  await alice.isCutOff();
  for (let n = 1; n <= 310; n++) await server.hears('lobby', `This is message ${n} of those that were said in the meantime.`);
  line.mend();
  await alice.isOnlineAgain({ timeout: 20_000 });
  await expect(alice.hole).toHaveCount(1);
  await alice.rows.first().scrollIntoViewIfNeeded();
  await expect(alice.hole).toBeInViewport();
  await expect(alice.connectionLine).not.toHaveText(/Back online/);
  await picture(alice.page, 'room-missed');
  await isInOrder(alice.page);
  await alice.page.setViewportSize(SMALL.viewport);
  await alice.rows.first().scrollIntoViewIfNeeded();
  await expect(alice.hole).toBeInViewport();
  await isInOrder(alice.page);
});

test('a message that the server will not take', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), PHONE);
  await server.hears('lobby', 'Nobody can say that here.');
  await outgrow(alice.page);
  await alice.reloads();
  await alice.composer.fill(REFUSED);
  await alice.sendButton.click();
  const refused = alice.rows.last();
  await expect(refused).toHaveAttribute('data-state', 'failed');
  await expect(refused.getByRole('alert')).toHaveText('Not sent: it is too long.');
  await picture(alice.page, 'room-failed-phone');
  await isInOrder(alice.page);
  await refused.getByRole('button', { name: 'Delete' }).click();
  await alice.seesOnly('Nobody can say that here.');
});

test('letters of twice the size lose nothing', async ({ server, arrive, visit }) => {
  const { page } = await arrive(server.lobby);
  await doublesLetters(page);
  await picture(page, 'lobby-large-letters');
  await isInOrder(page);
  const alice = await visit(server.room('lobby'));
  await alice.says('안녕하세요, everybody in this room');
  await doublesLetters(alice.page);
  await picture(alice.page, 'room-large-letters');
  await isInOrder(alice.page);
});

test('a page that is enlarged four times fits', async ({ server, arrive, visit }) => {
  // 1280 by 1024 pixels at 400 %.
  const enlarged = { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 };
  const lobby = await arrive(server.lobby, enlarged);
  await isInOrder(lobby.page);
  const alice = await visit(server.room('lobby'), enlarged);
  await alice.says('hello');
  await picture(alice.page, 'room-enlarged');
  await isInOrder(alice.page);
});

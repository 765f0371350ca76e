import { fitsSideways } from './support/layout.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// Everybody has a browser of their own.
test('two people talk, and a third in another room sees nothing', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  const carol = await visit(server.room('kitchen'));
  await alice.says('Is anybody here?');
  await bob.sees('Is anybody here?', { from: alice });
  await bob.says('안녕하세요 👋');
  await alice.sees('안녕하세요 👋', { from: bob });
  await carol.says('Just me');
  await carol.seesOnly('Just me');
  await bob.seesOnly('Is anybody here?', '안녕하세요 👋');
});

test('the input has the focus on arrival, and Enter and the button send', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await expect(alice.composer).toBeFocused();
  await alice.page.keyboard.type('by Enter');
  await alice.page.keyboard.press('Enter');
  await alice.hasSaid('by Enter', 'sent');
  await expect(alice.composer).toHaveValue('');
  await alice.composer.fill('by the button');
  await alice.sendButton.click();
  await alice.hasSaid('by the button', 'sent');
  await expect(alice.composer).toBeFocused();
  await expect(alice.composer).toHaveValue('');
});

test('Shift and Enter break the line', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.composer.pressSequentially('one');
  await alice.composer.press('Shift+Enter');
  await alice.composer.pressSequentially('two');
  await expect(alice.composer).toHaveValue('one\ntwo');
  await alice.composer.press('Enter');
  await expect(bob.texts).toHaveText(['one two']);
  expect(await bob.texts.innerText()).toBe('one\ntwo');
});

test('on a touch screen Enter breaks the line, and the button sends', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { hasTouch: true, isMobile: true });
  await expect(alice.composer).not.toBeFocused();
  await alice.composer.tap();
  await alice.composer.pressSequentially('one');
  await alice.composer.press('Enter');
  await alice.composer.pressSequentially('two');
  await expect(alice.composer).toHaveValue('one\ntwo');
  await alice.sendButton.tap();
  await alice.hasSaid('one two', 'sent');
});

test('white space is no message', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.writes('');
  await alice.writes('  \n ');
  await alice.sendButton.click();
  await alice.says('something');
  await alice.seesOnly('something');
});

test('what is said stands in the log at once, and waits for the server there', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  server.pause();
  await alice.writes('first');
  await alice.hasSaid('first', 'pending');
  await alice.writes('second');
  await alice.hasSaid('second', 'pending');
  server.resume();
  await alice.hasSaid('first', 'sent');
  await alice.hasSaid('second', 'sent');
  await alice.seesOnly('first', 'second');
});

test('a message is text and never markup', EVERYWHERE, async ({ server, visit }) => {
  const markup = '<img src=x onerror="document.title=\'owned\'"><b>bold</b> &amp; </script>';
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.says(markup);
  await bob.sees(markup);
  await bob.reloads();
  await bob.sees(markup);
  await expect(bob.log.locator('img, b')).toHaveCount(0);
  await expect(bob.page).toHaveTitle('lobby · Parlor');
});

test('a message has an author and a time', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('hello');
  await expect(alice.row('hello')).toHaveAttribute('data-id', /^\d+-\d+$/);
  const time = await alice.row('hello').getByRole('time').getAttribute('datetime');
  expect(Math.abs(Date.parse(time ?? '') - Date.now())).toBeLessThan(60_000);
});

test('what was said is still there after a reload', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('remember this');
  await alice.reloads();
  await alice.hasSaid('remember this', 'sent');
  await alice.says('and this');
  await alice.seesOnly('remember this', 'and this');
});

// A page without its scripts.
test('the room can be read and written in without JavaScript', async ({ server, visit }) => {
  const alice = await visit(server.room('로비'));
  await alice.says('hello');
  const bob = await visit(server.room('로비'), { javaScriptEnabled: false });
  await bob.sees('hello', { from: alice });
  await bob.composer.fill('one\ntwo');
  await bob.sendButton.click();
  await expect(bob.page).toHaveURL(server.room('로비'));
  await bob.hasSaid('one two', 'sent');
  await alice.sees('one two', { from: bob });
});

test('without JavaScript the log opens at its end', async ({ server, visit }) => {
  const texts = Array.from({ length: 50 }, (_, n) => `message ${n + 1}`);
  for (const text of texts) await server.hears('lobby', text);
  const alice = await visit(server.room('lobby'), { javaScriptEnabled: false });
  await alice.seesOnly(...texts);
  await expect(alice.row('message 50')).toBeInViewport({ ratio: 1 });
  await expect(alice.row('message 1')).not.toBeInViewport();
});

test('the log stays at its end, and stays where somebody reads', EVERYWHERE, async ({ server, visit }) => {
  for (let n = 1; n <= 50; n++) await server.hears('lobby', `message ${n}`);
  const alice = await visit(server.room('lobby'));
  await expect(alice.row('message 50')).toBeInViewport({ ratio: 1 });
  await server.hears('lobby', 'message 51');
  await expect(alice.row('message 51')).toBeInViewport({ ratio: 1 });
  await alice.log.hover();
  await alice.page.mouse.wheel(0, -1_000);
  await expect(alice.row('message 51')).not.toBeInViewport();
  const newer = alice.page.getByRole('button', { name: /new message/i });
  await expect(newer).toBeHidden();
  await server.hears('lobby', 'message 52');
  await expect(alice.row('message 52')).not.toBeInViewport();
  await newer.click();
  await expect(alice.row('message 52')).toBeInViewport({ ratio: 1 });
  await expect(newer).toBeHidden();
});

test('a very long word does not push the page apart', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { viewport: { width: 320, height: 640 } });
  await alice.says('Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz'.repeat(8));
  await fitsSideways(alice.page);
});

test('another name is seen by others and kept', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.isCalled('김민지');
  await expect(alice.composer).toBeFocused();
  await alice.says('hello');
  await bob.sees('hello', { from: alice });
  await expect(bob.row('hello').locator('.author')).toHaveText('김민지');
  await alice.reloads();
  await expect(alice.name).toHaveText('김민지');
  await alice.says('again');
  await expect(bob.row('again').locator('.author')).toHaveText('김민지');
});

test('the page speaks Korean with those who do', EVERYWHERE, async ({ server, visit }) => {
  const minji = await visit(server.room('로비'), { locale: 'ko-KR' });
  await expect(minji.page.locator('html')).toHaveAttribute('lang', 'ko');
  await expect(minji.log).toContainText('아직 아무도 말하지 않았어요');
  await expect(minji.log).toHaveAccessibleName('메시지');
  await minji.isCalled('민지');
  await minji.says('안녕하세요');
});

test('new messages are read out, and old ones are not', EVERYWHERE, async ({ server, visit }) => {
  await server.hears('lobby', 'old');
  await server.hears('lobby', 'older');
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.isCalled('Alice');
  await expect(bob.announcer).toHaveText('');
  await alice.says('new');
  await expect(bob.announcer).toHaveText('Alice: new');
  await expect(alice.announcer).toHaveText('');
  await bob.reloads();
  await expect(bob.announcer).toHaveText('');
});

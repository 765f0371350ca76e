import { LOST_SERVER } from './support/complaints.ts';
import { outgrow, REFUSED } from './support/refusal.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

test('one who has misspelled takes it back with the arrow key, and others see it', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.says('Helo');
  await bob.says('Hm?');
  await alice.sees('Hm?');
  await alice.composer.press('ArrowUp');
  await expect(alice.task).toContainText('Editing your message');
  await expect(alice.composer).toHaveValue('Helo');
  await expect(alice.composer).toBeFocused();
  await alice.writes('Hello');
  await alice.hasSaid('Hello', 'sent');
  for (const person of [alice, bob]) {
    await person.seesOnly('Hello', 'Hm?');
    await person.seesEdited('Hello');
    await expect(person.log.locator('.edited')).toHaveCount(1);
  }
});

test('Escape gives up an edit, and so does the button', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('as it is');
  await alice.composer.press('ArrowUp');
  await alice.composer.fill('something else');
  await alice.composer.press('Escape');
  await expect(alice.task).toBeHidden();
  await expect(alice.composer).toHaveValue('');
  await alice.composer.press('ArrowUp');
  await expect(alice.composer).toHaveValue('as it is');
  await alice.page.getByRole('button', { name: 'Cancel' }).click();
  await expect(alice.composer).toHaveValue('');
  await expect(alice.composer).toBeFocused();
  await alice.says('and on');
  await alice.seesOnly('as it is', 'and on');
});

test('the arrow key moves the caret where something is written already', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('said');
  await alice.composer.fill('being written');
  await alice.composer.press('ArrowUp');
  await expect(alice.task).toBeHidden();
  await expect(alice.composer).toHaveValue('being written');
});

test('a message is edited, answered, deleted and reacted to by the bar on its row', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'), { locale: 'ko-KR' });
  await alice.says('Lunch at noon?');
  await bob.answers('Lunch at noon?', '좋아요');
  await alice.seesAnswer('좋아요', 'Lunch at noon?');
  await alice.edits('Lunch at noon?', 'Lunch at one?');
  await bob.seesEdited('Lunch at one?');
  // A quote shows what its message says now.
  await bob.seesAnswer('좋아요', 'Lunch at one?');

  await bob.reacts('Lunch at one?', '🎉');
  await bob.seesReaction('Lunch at one?', '🎉', 1, { own: true });
  await alice.seesReaction('Lunch at one?', '🎉', 1);
  await alice.reaction('Lunch at one?', '🎉').click();
  await alice.seesReaction('Lunch at one?', '🎉', 2, { own: true });
  await bob.seesReaction('Lunch at one?', '🎉', 2, { own: true });
  await bob.reaction('Lunch at one?', '🎉').click();
  await bob.seesReaction('Lunch at one?', '🎉', 1);
  await alice.reacts('Lunch at one?', '🎉');
  for (const person of [alice, bob]) await person.seesReaction('Lunch at one?', '🎉', 0);

  await alice.deletes('Lunch at one?', { really: false });
  await bob.seesOnly('Lunch at one?', '좋아요');
  await alice.deletes('Lunch at one?');
  for (const person of [alice, bob]) await person.seesOnly('좋아요');
  await alice.seesAnswer('좋아요', 'an earlier message');
});

test('a quote leads to what it answers', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('Who remembers this?');
  for (let n = 1; n <= 40; n++) await server.hears('lobby', `message ${n}`);
  await alice.sees('message 40');
  const bob = await visit(server.room('lobby'));
  await bob.row('Who remembers this?').scrollIntoViewIfNeeded();
  await bob.answers('Who remembers this?', 'I do');
  await alice.seesAnswer('I do', 'Who remembers this?');
  await expect(alice.row('Who remembers this?')).not.toBeInViewport();
  await alice.row('I do').getByRole('link', { name: 'Who remembers this?' }).click();
  await expect(alice.row('Who remembers this?')).toBeInViewport({ ratio: 0.9 });
  const id = await alice.row('Who remembers this?').getAttribute('data-id');
  await expect(alice.page).toHaveURL(`${server.room('lobby')}#m-${id}`);
});

test('by keyboard: from the log to a row, and into its bar', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await bob.says('first');
  await bob.says('second');
  await alice.sees('second');
  await alice.log.focus();
  await alice.page.keyboard.press('ArrowUp');
  await expect(alice.row('second')).toBeFocused();
  await alice.page.keyboard.press('ArrowUp');
  await expect(alice.row('first')).toBeFocused();
  await alice.page.keyboard.press('ArrowDown');
  await alice.page.keyboard.press('ArrowUp');
  await alice.page.keyboard.press('Tab');
  const bar = alice.row('first').getByRole('toolbar');
  await expect(bar.getByRole('button').first()).toBeFocused();
  // The bar is one stop of the Tab key, and arrow keys lead along it and around its ends.
  const leads = { ArrowRight: 'React ❤️', End: 'Link to this message', ArrowLeft: 'Reply', Home: 'React 👍' };
  for (const [key, name] of Object.entries(leads)) {
    await alice.page.keyboard.press(key);
    await expect(bar.getByLabel(name)).toBeFocused();
  }
  await alice.page.keyboard.press('ArrowLeft');
  await expect(bar.getByLabel('Link to this message')).toBeFocused();
  await alice.page.keyboard.press('Tab');
  await expect(bar.locator(':focus')).toHaveCount(0);
  await alice.page.keyboard.press('Shift+Tab');
  await expect(bar.getByLabel('Link to this message'), 'where the focus was').toBeFocused();
  await alice.page.keyboard.press('ArrowRight');
  await alice.page.keyboard.press('Enter');
  await bob.seesReaction('first', '👍', 1);
  // The row was made anew, with the reaction on it, and the bar is still there.
  await expect(bar.getByRole('button').first()).toBeFocused();
  await alice.page.keyboard.press('Escape');
  await expect(alice.composer).toBeFocused();
});

test('nobody is offered to edit or delete what is not theirs', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('mine');
  await server.hears('lobby', 'not mine');
  await alice.sees('not mine');
  const names = { mine: ['React 👍', 'Reply', 'Edit', 'Delete'], 'not mine': ['React 👍', 'Reply'] };
  for (const [text, offered] of Object.entries(names)) {
    const tools = await alice.toolsOf(text);
    for (const name of ['React 👍', 'Reply', 'Edit', 'Delete']) {
      const count = offered.includes(name) ? 1 : 0;
      await expect(tools.getByRole('button', { name }), `${name} on “${text}”`).toHaveCount(count);
    }
  }
  await expect(alice.page.getByRole('toolbar'), 'one bar at a time').toHaveCount(1);
});

test('a page of the same person on which nothing was said edits it as well', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('from the desk');
  const phone = alice.at(await alice.page.context().newPage());
  await phone.page.goto(server.room('lobby'));
  await phone.isReady();
  await phone.edits('from the desk', 'from the phone');
  await alice.seesOnly('from the phone');
});

test('what became of messages is there after a reload, and without JavaScript', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.says('one');
  await bob.answers('one', 'two');
  await alice.says('three');
  await bob.sees('three');
  await alice.edits('one', 'uno');
  await bob.reacts('uno', '👍');
  await alice.deletes('three');
  await alice.seesReaction('uno', '👍', 1);
  await bob.reloads();
  await bob.seesReaction('uno', '👍', 1, { own: true });
  const carol = await visit(server.room('lobby'), { javaScriptEnabled: false });
  for (const person of [bob, carol]) {
    await person.seesOnly('uno', 'two');
    await person.seesEdited('uno');
    await person.seesAnswer('two', 'uno');
  }
  await carol.seesReaction('uno', '👍', 1);
  await carol.row('two').getByRole('link', { name: 'uno' }).click();
  await expect(carol.page).toHaveURL(/#m-\d+-\d+$/);
});

test('what is changed while the server is away is changed when it is back', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { allow: LOST_SERVER });
  const bob = await visit(server.room('lobby'), { allow: LOST_SERVER });
  await bob.says('theirs');
  await alice.says('befour');
  await alice.says('nonsense');
  await bob.sees('nonsense');
  await server.end();
  await alice.isCutOff();
  await (await alice.toolsOf('befour')).getByRole('button', { name: 'Edit' }).click();
  await alice.writes('before');
  await alice.hasSaid('before', 'pending');
  await alice.seesEdited('before');
  await expect(alice.row('before').getByRole('img', { name: 'Sending…' })).toBeVisible();
  await alice.reacts('theirs', '👀');
  await alice.seesReaction('theirs', '👀', 1, { own: true });
  await expect(alice.reaction('theirs', '👀')).toHaveAttribute('data-pending', 'true');
  alice.page.once('dialog', (question) => question.accept());
  await (await alice.toolsOf('nonsense')).getByRole('button', { name: 'Delete' }).click();
  await expect(alice.row('nonsense')).toHaveAttribute('data-state', 'leaving');
  await expect(alice.row('nonsense').getByRole('img', { name: 'Deleting…' })).toBeVisible();
  // What goes is not edited: the arrow key finds the one before it, as it is going to be.
  await alice.composer.press('ArrowUp');
  await expect(alice.composer).toHaveValue('before');
  await alice.composer.press('Escape');
  await alice.writes('after');
  await alice.hasSaid('after', 'pending');
  await server.restart();
  for (const person of [alice, bob]) await person.isOnlineAgain({ timeout: 20_000 });
  for (const person of [alice, bob]) {
    await person.seesOnly('theirs', 'before', 'after');
    await person.seesEdited('before');
  }
  await bob.seesReaction('theirs', '👀', 1);
  await expect(alice.reaction('theirs', '👀')).toHaveAttribute('data-pending', 'false');
});

test('a change that waits is seen after a reload as well', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), { allow: LOST_SERVER });
  await alice.says('before');
  // The page comes through and its socket does not.
  await alice.page.routeWebSocket('**/ws/chat/**', (socket) => socket.close());
  line.cut();
  await alice.isCutOff();
  await (await alice.toolsOf('before')).getByRole('button', { name: 'Edit' }).click();
  await alice.writes('after');
  await alice.hasSaid('after', 'pending');
  await alice.page.reload();
  await expect(alice.page.locator('html')).toHaveAttribute('data-ready', 'true');
  await alice.hasSaid('after', 'pending');
});

test('a reaction is taken back before the server knows of it', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { allow: LOST_SERVER });
  const bob = await visit(server.room('lobby'), { allow: LOST_SERVER });
  await bob.says('theirs');
  await alice.sees('theirs');
  await server.end();
  await alice.isCutOff();
  await alice.reacts('theirs', '👍');
  await alice.reacts('theirs', '🎉');
  await alice.reaction('theirs', '👍').click();
  await alice.seesReaction('theirs', '👍', 0);
  await server.restart();
  for (const person of [alice, bob]) await person.isOnlineAgain({ timeout: 20_000 });
  for (const person of [alice, bob]) {
    await person.seesReaction('theirs', '🎉', 1, { own: person === alice });
    await person.seesReaction('theirs', '👍', 0);
  }
});

test('the words of an edit that is refused are not lost', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('a promise');
  await outgrow(alice.page);
  await alice.reloads();
  await (await alice.toolsOf('a promise')).getByRole('button', { name: 'Edit' }).click();
  await alice.writes(REFUSED);
  await alice.hasSaid(REFUSED, 'failed');
  await alice.seesOnly('a promise', REFUSED);
  await alice.seesAnswer(REFUSED, 'a promise');
  await expect(alice.row(REFUSED).getByRole('alert')).toHaveText('Not sent: it is too long.');
  await alice.row(REFUSED).getByRole('button', { name: 'Delete' }).click();
  await alice.seesOnly('a promise');
});

test('an edit of what is gone meanwhile says so, and keeps its words', async ({ server, lay, visit }) => {
  const line = await lay(server);
  const alice = await visit(line.room('lobby'), { allow: LOST_SERVER });
  await alice.says('a promise');
  const desk = alice.at(await alice.page.context().newPage());
  await desk.page.goto(server.room('lobby'));
  await desk.isReady();
  line.fail();
  await alice.isCutOff();
  await (await alice.toolsOf('a promise')).getByRole('button', { name: 'Edit' }).click();
  await alice.writes('a better promise');
  await alice.hasSaid('a better promise', 'pending');
  await desk.deletes('a promise');
  line.mend();
  await alice.isOnlineAgain({ timeout: 20_000 });
  await alice.hasSaid('a better promise', 'failed');
  const reason = 'Not sent: the message to change is not there any more.';
  await expect(alice.row('a better promise').getByRole('alert')).toHaveText(reason);
});

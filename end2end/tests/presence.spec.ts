import { LOST_SERVER } from './support/complaints.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// A node that is killed is missed after a while.
test.setTimeout(90_000);

test('everybody sees who is here, and many pages are one person', async ({ redis, start, visit }) => {
  const options = ['--redis', redis.url, '--secret', 'x'.repeat(32)];
  const [here, there] = await Promise.all([start(...options), start(...options)]);
  const alice = await visit(here.room('lobby'));
  const bob = await visit(there.room('lobby'), { allow: LOST_SERVER });
  const names = async () => [await alice.name.innerText(), await bob.name.innerText()];
  await alice.isWith(...(await names()));
  await bob.isWith(...(await names()));

  const again = alice.at(await alice.page.context().newPage());
  await again.page.goto(there.room('lobby'));
  await again.isReady();
  await again.isWith(...(await names()));
  await again.page.close();
  await bob.isCalled('Countess');
  await alice.isWith(...(await names()));

  await there.end('SIGKILL');
  await expect(alice.peopleButton, 'nobody is a ghost').toHaveText('1 here', { timeout: 35_000 });
});

test('two people of one name are told apart', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.isCalled('Kim');
  await bob.says('before');
  await expect(alice.rows.locator('.tag')).toHaveCount(0);
  await bob.isCalled('kim');
  await alice.says('I am Kim');
  await bob.says('So am I');
  for (const person of [alice, bob]) {
    const tags = person.rows.locator('.tag');
    await expect(tags).toHaveCount(2);
    const [one, other] = await tags.allInnerTexts();
    expect(one).not.toBe(other);
  }
});

test('others see who is writing, in their language', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'), { locale: 'ko-KR' });
  await alice.isCalled('Alice');
  await alice.composer.pressSequentially('Hello');
  await expect(bob.typing).toHaveText(/Alice/);
  const writing = /is typing|쓰고 있어요/;
  await expect(alice.typing).not.toHaveText(writing);
  await alice.composer.press('Enter');
  await expect(bob.typing).not.toHaveText(writing);
  await alice.composer.pressSequentially('I begin and');
  await expect(bob.typing).toHaveText(/Alice/);
  await expect(bob.typing, 'whoever stops is not writing any more').not.toHaveText(writing, { timeout: 10_000 });
});

test('who comes and who goes is told in one line, until something is said', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const minji = await visit(server.room('lobby'), { locale: 'ko-KR' });
  await alice.isCalled('Alice');
  await minji.isCalled('민지');
  await alice.says('We are two');
  await minji.sees('We are two');
  for (const person of [alice, minji]) await expect(person.typing).toHaveText('');

  const bob = await visit(server.room('lobby'));
  const name = await bob.name.innerText();
  await expect(alice.typing).toHaveText(`${name} joined`);
  await expect(minji.typing).toHaveText(`${name}님이 들어왔어요`);
  const carol = await visit(server.room('lobby'));
  await expect(alice.typing).toHaveText(`${name}, ${await carol.name.innerText()} joined`);
  await bob.page.close();
  await expect(alice.typing, 'who has come and gone is no news').toHaveText(`${await carol.name.innerText()} joined`);
  await expect(alice.rows, 'and nothing of it stands among the messages').toHaveCount(1);
  await carol.says('Hello');
  for (const person of [alice, minji]) await expect(person.typing).toHaveText('');

  await carol.page.close();
  await expect(alice.typing).toHaveText(/ left$/);
  await minji.composer.pressSequentially('음');
  await expect(alice.typing, 'who writes is the greater news').toHaveText('민지 is typing…');
});

test('whoever does not want to know who comes and goes is not told', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const carol = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await expect(alice.typing).toHaveText(/joined$/);
  await alice.settings.turn('hideComings', 'on');
  await expect(alice.typing).toHaveText('');
  await alice.reloads();
  await carol.says('and on');
  await alice.sees('and on');
  // Who has never been seen is not missed.
  await expect(alice.peopleButton).toHaveText('3 here');
  await bob.page.close();
  await expect(carol.typing).toHaveText(/left$/);
  await expect(alice.peopleButton).toHaveText('2 here');
  await expect(alice.typing).toHaveText('');
  await alice.settings.turn('hideComings', 'off');
  await expect(alice.typing).toHaveText(/left$/);
});

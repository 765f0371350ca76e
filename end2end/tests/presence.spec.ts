import { LOST_SERVER } from './support/complaints.ts';
import { expect, test } from './support/test.ts';

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

test('others see who is writing, in their language', async ({ server, visit }) => {
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

test('who is ignored is not heard, after a reload either, until that is taken back', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  const carol = await visit(server.room('lobby'));
  await bob.isCalled('Bob');
  await carol.says('one');
  await bob.says('nonsense');
  await carol.says('two');
  await alice.seesOnly('one', 'nonsense', 'two');
  const ignore = alice.people.getByRole('button', { name: 'Ignore: Bob' });
  await alice.peopleButton.click();
  await ignore.click();
  await alice.seesOnly('one', 'two');
  await alice.reloads();
  await alice.seesOnly('one', 'two');
  await alice.peopleButton.click();
  await ignore.click();
  await alice.seesOnly('one', 'nonsense', 'two');
});

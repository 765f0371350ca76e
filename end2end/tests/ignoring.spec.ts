import type { Person } from './support/person.ts';
import type { Server } from './support/server.ts';
import { Steps } from './support/steps.ts';
import { expect, test } from './support/test.ts';

/** Three people in a room, of whom Bob is loud. */
async function company(server: Server, visit: (url: string) => Promise<Person>): Promise<[Person, Person, Person]> {
  const people: Person[] = [];
  for (const name of ['Alice', 'Bob', 'Carol']) {
    const person = await visit(server.room('lobby'));
    await person.isCalled(name);
    people.push(person);
  }
  const [alice, bob, carol] = people as [Person, Person, Person];
  await carol.says('news');
  await bob.says('noise');
  await alice.sees('noise', { from: bob });
  return [alice, bob, carol];
}

test('whoever is ignored is not heard, and by others they are', async ({ server, visit }) => {
  const [alice, bob, carol] = await company(server, visit);
  await alice.ignores('Bob');
  await alice.seesOnly('news');
  await bob.says('more noise');
  await carol.sees('more noise', { from: bob });
  await carol.says('more news');
  await alice.sees('more news', { from: carol });
  await alice.seesOnly('news', 'more news');
  await expect(alice.announcer, 'nor is anything read out').toHaveText('Carol: more news');
  for (const person of [bob, carol]) await person.seesOnly('news', 'noise', 'more noise', 'more news');
  await bob.peopleButton.click();
  await expect(bob.people.getByRole('button', { name: 'Ignore' }), 'nobody ignores themselves').toHaveCount(2);
});

test('whoever is ignored stays so, on every page and under every name, until they are heard again', async ({ server, visit }) => {
  const [alice, bob, carol] = await company(server, visit);
  await alice.ignores('Bob');
  await alice.reloads();
  await alice.seesOnly('news');
  await bob.isCalled('Robert');
  await bob.says('noise under another name');
  await carol.sees('noise under another name', { from: bob });

  const elsewhere = alice.at(await alice.page.context().newPage());
  await bob.page.goto(server.room('kitchen'));
  await bob.isReady();
  await bob.says('noise in the kitchen');
  await server.hears('kitchen', 'news in the kitchen');
  await elsewhere.page.goto(server.room('kitchen'));
  await elsewhere.isReady();
  await elsewhere.seesOnly('news in the kitchen');

  await elsewhere.ignores('Robert', 'off');
  await elsewhere.seesOnly('noise in the kitchen', 'news in the kitchen');
  await alice.reloads();
  await alice.seesOnly('news', 'noise', 'noise under another name');
});

test('whoever is ignored takes neither the day away nor the line where what is new begins', async ({ server, visit }) => {
  const [alice, bob, carol] = await company(server, visit);
  await alice.page.goto(server.lobby);
  await bob.page.goto(server.room('kitchen'));
  await bob.isReady();
  await bob.says('noise in the kitchen');
  await carol.page.goto(server.room('kitchen'));
  await carol.isReady();
  await carol.says('news in the kitchen');
  await alice.page.goto(server.room('kitchen'));
  await alice.isReady();
  await alice.ignores('Bob');
  await alice.seesOnly('news in the kitchen');
  await expect(alice.row('news in the kitchen').locator('.day')).toHaveText('Today');

  await alice.page.goto(server.lobby);
  await bob.says('more noise in the kitchen');
  await carol.says('more news in the kitchen');
  await alice.page.goto(server.room('kitchen'));
  await alice.isReady();
  await expect(alice.row('more news in the kitchen').locator('.unread')).toHaveText('New');
});

test('whoever is ignored is neither quoted nor seen to write', async ({ server, visit }) => {
  const [alice, bob, carol] = await company(server, visit);
  await carol.answers('noise', 'be quiet');
  await alice.seesAnswer('be quiet', 'noise');
  await alice.ignores('Bob');
  await expect(alice.row('be quiet').locator('.answered')).toContainText('an earlier message');
  await bob.composer.pressSequentially('more');
  await expect(carol.typing).toHaveText('Bob is typing…');
  await expect(alice.typing).not.toContainText('Bob is typing');
});

test('by keyboard somebody is ignored and heard again', async ({ server, visit }) => {
  const [alice] = await company(server, visit);
  const keyboard = new Steps(alice.page);
  await keyboard.stepsTo(alice.peopleButton, 'Shift+Tab');
  await alice.page.keyboard.press('Enter');
  await keyboard.stepsTo(alice.ignoreButton('Bob'));
  await alice.page.keyboard.press('Space');
  await alice.seesOnly('news');
  await keyboard.isAt(alice.ignoreButton('Bob'));
  await alice.page.keyboard.press('Space');
  await alice.seesOnly('news', 'noise');
  await alice.page.keyboard.press('Escape');
  await keyboard.isAt(alice.peopleButton);
});

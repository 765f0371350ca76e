import type { Person } from './support/person.ts';
import type { Server } from './support/server.ts';
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

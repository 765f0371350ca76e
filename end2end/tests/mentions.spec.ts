import { Calls } from './support/calls.ts';
import { Gaze } from './support/gaze.ts';
import type { Person } from './support/person.ts';
import type { Server } from './support/server.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// Who is mentioned is called, if they want to be and do not look anyway.

const ALLOWED = { permissions: ['notifications'] };
const OFFLINE = [/net::ERR_INTERNET_DISCONNECTED/];

type Visit = (url: string, visit?: { permissions: string[]; allow?: RegExp[] }) => Promise<Person>;

/** Alice, what calls her, and what she looks at; and Bob, who is going to mention her. */
async function two(server: Server, visit: Visit, allowed: Parameters<Visit>[1] = ALLOWED) {
  const alice = await visit(server.room('lobby'), allowed);
  const calls = await Calls.of(alice.page);
  await alice.reloads();
  await alice.isCalled('Alice');
  const bob = await visit(server.room('lobby'));
  await bob.isCalled('Bob');
  return { alice, bob, calls, gaze: await Gaze.at(alice.page) };
}

test('whoever wants to be notified of a mention is, while they look at something else', EVERYWHERE, async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.turn('notify', 'on');
  await calls.are({ asked: 1 });
  await bob.says('@Alice, do you see this?');
  await alice.sees('@Alice, do you see this?');
  await gaze.turnsAway();
  await bob.says('Alice does not look');
  await bob.says('@Alicia and @Al do not look');
  await bob.says('Hello @alice!');
  await calls.are({ shown: [['lobby · Parlor', 'Bob: Hello @alice!']] });

  await gaze.returns();
  await bob.says('@Alice, welcome back');
  await alice.sees('@Alice, welcome back');
  await alice.settings.turn('notify', 'off');
  await gaze.turnsAway();
  await bob.says('@Alice, are you gone again?');
  await alice.sees('@Alice, are you gone again?');
  await calls.are({});
});

test('whoever has not asked for it is not called', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.are({ notify: 'off', sound: 'off' });
  await gaze.turnsAway();
  await bob.says('@Alice?');
  await alice.sees('@Alice?');
  await expect(alice.page, 'the tab says so all the same').toHaveTitle('(1) lobby · Parlor');
  await calls.are({});
});

test('whoever wants a sound hears it once when they want it, and at a mention', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  const chime = '/chime.wav';
  await alice.settings.turn('sound', 'on');
  await calls.are({ played: [chime] });
  await bob.says('@Alice, do you hear this?');
  await alice.sees('@Alice, do you hear this?');
  await gaze.turnsAway();
  await bob.says('Alice does not look');
  await bob.says('@Alice!');
  await alice.sees('@Alice!');
  await calls.are({ played: [chime] });
});

test('a page that is hidden calls as one that is behind another', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.turn('notify', 'on');
  await gaze.isHidden();
  await bob.says('@Alice!');
  await calls.are({ asked: 1, shown: [['lobby · Parlor', 'Bob: @Alice!']] });
});

test('whoever is ignored calls nobody', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.turn('notify', 'on');
  await alice.ignores('Bob');
  await gaze.turnsAway();
  await bob.says('@Alice!');
  const carol = await visit(server.room('lobby'));
  await carol.isCalled('Carol');
  await carol.says('@Alice?');
  await expect(alice.page).toHaveTitle('(1) lobby · Parlor');
  await calls.are({ asked: 1, shown: [['lobby · Parlor', 'Carol: @Alice?']] });
});

test('what was missed while the line was down calls when it comes', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit, { ...ALLOWED, allow: OFFLINE });
  await alice.settings.turn('notify', 'on');
  await bob.says('before');
  await alice.sees('before');
  await gaze.turnsAway();
  await alice.page.context().setOffline(true);
  await alice.isCutOff();
  await bob.says('@Alice, are you there?');
  await alice.page.context().setOffline(false);
  await calls.are({ asked: 1, shown: [['lobby · Parlor', 'Bob: @Alice, are you there?']] });
});

test('what was missed in a room that was empty calls as well', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit, { ...ALLOWED, allow: OFFLINE });
  await alice.settings.turn('notify', 'on');
  await gaze.turnsAway();
  await alice.page.context().setOffline(true);
  await alice.isCutOff();
  await bob.says('@Alice, are you there?');
  await alice.page.context().setOffline(false);
  await calls.are({ asked: 1, shown: [['lobby · Parlor', 'Bob: @Alice, are you there?']] });
  await expect(alice.page).toHaveTitle('(1) lobby · Parlor');
});

test('a browser that allows no notifications is asked once, and shows none', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit, { permissions: [] });
  await alice.settings.opens();
  await alice.settings.switch('notify').click();
  await alice.settings.closes();
  await calls.are({ asked: 1 });
  await gaze.turnsAway();
  await bob.says('@Alice!');
  await alice.sees('@Alice!');
  await calls.are({});
});

test('what is only like a mention calls nobody', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.turn('notify', 'on');
  await gaze.turnsAway();
  await bob.says('@Alicent or @Alice2 or bob@alice.example');
  await bob.says('@Alice, and you');
  await calls.are({ asked: 1, shown: [['lobby · Parlor', 'Bob: @Alice, and you']] });
});

test('a page around an old message tells nothing that was said before as news', async ({ server, visit }) => {
  const { alice, bob, calls, gaze } = await two(server, visit);
  await alice.settings.turn('notify', 'on');
  await bob.says('old');
  const address = await alice.addressOf('old');
  for (let n = 1; n <= 40; n++) await server.hears('lobby', `message ${n}`);
  await bob.says('@Alice, do you know this?');
  await alice.sees('@Alice, do you know this?');
  await calls.are({ asked: 1 });
  await gaze.isHidden();
  await alice.page.goto(address);
  await alice.isReady();
  await alice.sees('@Alice, do you know this?');
  await bob.says('new');
  await alice.sees('new');
  await calls.are({});
  await expect(alice.page).toHaveTitle('(1) lobby · Parlor');
});

test('a browser that allows no notifications: the switch stays off, and it is said', async ({ server, visit }) => {
  const { alice } = await two(server, visit, { permissions: [] });
  await alice.settings.opens();
  await alice.settings.switch('notify').click();
  await expect(alice.settings.panel.getByRole('alert')).toHaveText(/does not allow/);
  await expect(alice.settings.switch('notify')).toHaveAttribute('aria-pressed', 'false');
  await alice.reloads();
  await alice.settings.are({ notify: 'off' });
});

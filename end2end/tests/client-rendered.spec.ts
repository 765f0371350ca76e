import { Person } from './support/person.ts';
import { StaticSite } from './support/static_site.ts';
import { expect, test as base } from './support/test.ts';
import { wordsOf } from './support/words.ts';

const test = base.extend<{ site: StaticSite }>({
  site: async ({}, use) => {
    const site = new StaticSite(process.env.PARLOR_DIST ?? '');
    await site.start();
    await use(site);
    await site.stop();
  },
});

test('somebody on the client-rendered page and somebody on the served one talk', async ({ site, start, arrive, visit }) => {
  const server = await start('--allowed-origin', site.origin);
  site.use(server.origin);
  const lobby = await arrive(site.lobby);
  await expect(lobby.field).toBeFocused();
  await lobby.asksFor('로비');
  await lobby.isIn('로비');
  const alice = new Person(lobby.page, wordsOf('en'));
  await alice.isReady();
  const bob = await visit(server.room('로비'));
  await alice.says('built in the browser');
  await bob.sees('built in the browser', { from: alice });
  await bob.says('서버에서 만들었어요');
  await alice.sees('서버에서 만들었어요', { from: bob });

  await alice.reloads();
  await alice.seesOnly('built in the browser', '서버에서 만들었어요');
  await alice.hasSaid('built in the browser', 'sent');
});

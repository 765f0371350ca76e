import { expect, test } from './support/test.ts';

test('somebody on the client-rendered page and somebody on the served one talk', async ({ server, arrive, visit }) => {
  const lobby = await arrive(server.lobby);
  await expect(lobby.field).toBeFocused();
  await lobby.asksFor('로비');
  await lobby.isIn('로비');
  const bob = await visit(`${server.origin}/chat/로비/`);
  const alice = bob.at(lobby.page);
  await alice.isReady();
  await alice.says('built in the browser');
  await bob.sees('built in the browser', { from: alice });
  await bob.says('서버에서 만들었어요');
  await alice.sees('서버에서 만들었어요', { from: bob });

  await alice.reloads();
  await alice.seesOnly('built in the browser', '서버에서 만들었어요');
  await alice.hasSaid('built in the browser', 'sent');
});

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

test('the address of an earlier message leads to it on the client-rendered page as well', async ({ server, visit }) => {
  for (let n = 1; n <= 130; n++) await server.hears('lobby', `message ${n}`);
  const served = `${server.origin}/chat/lobby/`;
  const bob = await visit(served);
  await bob.page.goto(`${served}?before=${await bob.row('message 100').getAttribute('data-id')}`);
  const address = await bob.row('message 60').locator('.when').getAttribute('href');

  const alice = await visit(`${server.room('lobby')}${address}`);
  await expect(alice.row('message 60')).toBeInViewport();
  await expect(alice.hole, 'what stands between is known to be missing').toHaveCount(1);
  await server.hears('lobby', 'the newest');
  await expect(alice.row('the newest')).toHaveCount(1);
  await expect(alice.row('message 60')).toBeInViewport();
});

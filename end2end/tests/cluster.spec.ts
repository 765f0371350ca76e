import { test } from './support/test.ts';

test('two servers on one Redis are one room', async ({ redis, start, visit, follow }) => {
  const [here, there] = await Promise.all([start('--redis', redis.url), start('--redis', redis.url)]);
  const alice = await visit(here.room('로비'));
  const bob = await visit(there.room('로비'));
  await alice.says('Who is over there?');
  await bob.sees('Who is over there?', { from: alice });
  await bob.says('나 여기 있어');
  await alice.sees('나 여기 있어', { from: bob });

  const carol = await visit(there.room('lobby'));
  const django = await follow(here, 'lobby');
  await django.says('from the tutorial');
  await carol.sees('from the tutorial');
  await carol.seesOnly('from the tutorial');
  await alice.seesOnly('Who is over there?', '나 여기 있어');
});

import { test } from './support/test.ts';

test("the tutorial's page, unmodified, chats with ours", async ({ server, visit, follow }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await follow(server, 'lobby');
  const carol = await follow(server, 'kitchen');
  await bob.says('hello');
  await bob.seesOnly('hello');
  await alice.sees('hello');
  await alice.says('안녕하세요');
  await bob.seesOnly('hello', '안녕하세요');
  await carol.says('anybody?');
  await carol.seesOnly('anybody?');
});

test("two of the tutorial's pages chat with each other", async ({ server, follow }) => {
  const alice = await follow(server, 'lobby');
  const bob = await follow(server, 'lobby');
  await alice.says('one');
  await bob.seesOnly('one');
  await bob.says('two');
  await alice.seesOnly('one', 'two');
});

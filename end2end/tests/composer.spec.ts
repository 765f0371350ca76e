import { EVERYWHERE, expect, test } from './support/test.ts';

test('what is being written is kept for each room, until it is said', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.composer.pressSequentially('Dear all');
  await alice.page.goto(server.room('kitchen'));
  await alice.isReady();
  await expect(alice.composer).toHaveValue('');
  await alice.composer.pressSequentially('Dear cooks');
  await alice.page.goto(server.room('lobby'));
  await alice.isReady();
  await expect(alice.composer).toHaveValue('Dear all');
  await alice.composer.press('Enter');
  await alice.hasSaid('Dear all', 'sent');
  await alice.reloads();
  await expect(alice.composer).toHaveValue('');
  await alice.page.goto(server.room('kitchen'));
  await expect(alice.composer).toHaveValue('Dear cooks');
});

test('in a block of code Enter breaks the line, and behind it sends', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  for (const line of ['```rust', 'fn main() {}', '```']) {
    await alice.composer.pressSequentially(line);
    if (line !== '```') await alice.composer.press('Enter');
  }
  await expect(alice.composer).toHaveValue('```rust\nfn main() {}\n```');
  await alice.composer.press('Enter');
  await expect(alice.composer).toHaveValue('');
  await expect(alice.log.locator('pre code')).toHaveText('fn main() {}');
});

test('a text that is nearly too long is counted down', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const note = alice.page.locator('#allowance');
  await alice.composer.fill('x'.repeat(7_000));
  await expect(note).toBeEmpty();
  await alice.composer.fill('x'.repeat(7_999));
  await expect(note).toHaveText('1 character left');
  await alice.composer.fill('x'.repeat(8_010));
  await expect(note).toHaveText('10 characters too many');
  await expect(alice.composer).toHaveAttribute('aria-invalid', 'true');
  await expect(alice.composer).toHaveAccessibleDescription('10 characters too many');
});

test('what is being written is not lost to an edit', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.says('Helo');
  await alice.composer.pressSequentially('Being written');
  await alice.edits('Helo', 'Hello');
  await expect(alice.composer).toHaveValue('Being written');
  // Nor to one that is given up for something else.
  await (await alice.toolsOf('Hello')).getByRole('button', { name: 'Edit' }).click();
  await expect(alice.composer).toHaveValue('Hello');
  await (await alice.toolsOf('Hello')).getByRole('button', { name: 'Reply' }).click();
  await expect(alice.task).toContainText('Replying to');
  await expect(alice.composer).toHaveValue('Being written');
  await alice.reloads();
  await expect(alice.composer).toHaveValue('Being written');
});

test('names that are offered go with the message', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await bob.isCalled('Bob');
  await bob.says('hello');
  await alice.sees('hello', { from: bob });
  await alice.composer.pressSequentially('@B');
  await expect(alice.page.getByRole('option')).toHaveText(['Bob']);
  await alice.sendButton.click();
  await expect(alice.page.getByRole('option')).toHaveCount(0);
  await alice.says('and on');
  await bob.seesOnly('hello', '@B', 'and on');
});

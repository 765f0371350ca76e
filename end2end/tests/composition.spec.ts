import { Keyboard, keystrokes } from './support/keyboard.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// An Enter that belongs to an input method is not the page's.

test.describe('the composer', () => {
  test('Korean: one Enter ends the syllable and sends', EVERYWHERE, async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    const heard = await keystrokes(alice.page);
    const keyboard = await Keyboard.of(alice.page);
    await keyboard.writesKorean();
    await alice.hasSaid('안녕', 'sent');
    await expect(alice.composer).toHaveValue('');
    expect(await heard()).toEqual([[229, true], [13, false]]);
    await keyboard.writesKorean();
    await alice.says('끝');
    await alice.seesOnly('안녕', '안녕', '끝');
  });

  test('Japanese: Enter confirms the word, the next one sends', async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    const heard = await keystrokes(alice.page);
    const keyboard = await Keyboard.of(alice.page);
    await keyboard.writesJapanese();
    await expect(alice.composer).toHaveValue('日本');
    await alice.seesOnly();
    expect(await heard()).toEqual([[229, true]]);
    await keyboard.pressesEnter();
    await alice.hasSaid('日本', 'sent');
    await expect(alice.composer).toHaveValue('');
    await alice.seesOnly('日本');
  });

  test("Safari's order: the Enter that has confirmed the word does not send", async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    const heard = await keystrokes(alice.page);
    const keyboard = await Keyboard.of(alice.page);
    await keyboard.writesJapaneseInSafari();
    await expect(alice.composer).toHaveValue('日本');
    await alice.seesOnly();
    expect(await heard()).toEqual([[229, false]]);
    await keyboard.pressesEnter();
    await alice.hasSaid('日本', 'sent');
    await alice.seesOnly('日本');
  });

  test('English: one Enter sends', async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    await alice.page.keyboard.type('hello');
    await (await Keyboard.of(alice.page)).pressesEnter();
    await alice.hasSaid('hello', 'sent');
    await alice.says('end');
    await alice.seesOnly('hello', 'end');
  });

  test('a lost end of a composition does not freeze the field', async ({ server, visit }) => {
    const alice = await visit(server.room('lobby'));
    const keyboard = await Keyboard.of(alice.page);
    await keyboard.composes('ㅇ', '아');
    await alice.composer.blur();
    await alice.composer.focus();
    await keyboard.pressesEnter();
    await alice.hasSaid('아', 'sent');
  });
});

test.describe("the lobby's field", () => {
  test('Korean: one Enter ends the syllable and joins', EVERYWHERE, async ({ server, arrive }) => {
    const alice = await arrive(server.lobby);
    await (await Keyboard.of(alice.page)).writesKorean();
    await alice.isIn('안녕');
    expect(alice.went).toEqual(['/chat/안녕/']);
  });

  test('Japanese: Enter confirms the word, the next one joins', async ({ server, arrive }) => {
    const alice = await arrive(server.lobby);
    const keyboard = await Keyboard.of(alice.page);
    await keyboard.writesJapanese();
    await expect(alice.field).toHaveValue('日本');
    expect(alice.went).toEqual([]);
    await keyboard.pressesEnter();
    await alice.isIn('日本');
    expect(alice.went).toEqual(['/chat/日本/']);
  });

  test("Safari's order: the Enter that has confirmed the word does not join", async ({ server, arrive }) => {
    const alice = await arrive(server.lobby);
    const keyboard = await Keyboard.of(alice.page);
    // A browser may take this Enter for one that submits a form of one line.
    await keyboard.writesJapaneseInSafari(() => alice.field.evaluate((field: HTMLInputElement) => field.form?.requestSubmit()));
    await expect(alice.field).toHaveValue('日本');
    expect(alice.went).toEqual([]);
    await keyboard.pressesEnter();
    await alice.isIn('日本');
    expect(alice.went).toEqual(['/chat/日本/']);
  });

  test('English: one Enter joins', async ({ server, arrive }) => {
    const alice = await arrive(server.lobby);
    await alice.page.keyboard.type('lobby');
    await (await Keyboard.of(alice.page)).pressesEnter();
    await alice.isIn('lobby');
    expect(alice.went).toEqual(['/chat/lobby/']);
  });
});

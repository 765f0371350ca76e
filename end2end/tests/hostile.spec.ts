import { fitsSideways, losesNothing } from './support/layout.ts';
import type { Person } from './support/person.ts';
import type { Server } from './support/server.ts';
import { expect, test } from './support/test.ts';

const SMALL = { viewport: { width: 320, height: 640 } };

/** The longest text there is, in bytes. */
const LIMIT = 16 * 1024;

/** What somebody may say to harm others, and what of it is shown, where that is not all of it. */
const SAID: Record<string, [said: string, shown?: string]> = {
  'it turns the direction around': ['\u202Egnp.exe\u202C and \u2066more\u2069', 'gnp.exe and more'],
  'it is written from right to left': ['שלום עולם (hello)'],
  'it is a tower of marks': [`Z${'\u0351'.repeat(200)}algo`, `Z${'\u0351'.repeat(4)}algo`],
  'it has characters that control something': ['a\u0000b\u0008c\u001B[31md\u007Fe\u0085f\uFEFFg', 'abc[31mdefg'],
  'it has ends of lines that few know': ['one\u2028two\r\nthree', 'one\ntwo\nthree'],
  'it is one word that never ends': ['x'.repeat(LIMIT)],
  'it is one line of code that never ends': [`\`${'y'.repeat(4_000)}\``, 'y'.repeat(4_000)],
  'it is very wide': ['﷽'.repeat(60)],
  'it is very many emoji': ['🎉'.repeat(LIMIT / 4)],
  'it is very high': [`top${'\n'.repeat(200)}bottom`],
  'it has a script for a link': ['javascript:alert(1) JAVASCRIPT:alert(1) [x](javascript:alert(1))'],
  'it has a page for a link': ['data:text/html,<script>alert(1)</script> vbscript:x file:///etc/passwd'],
  'its link ends an attribute': ['https://example.com/"onmouseover="alert(1)'],
  'it is HTML': ['<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>'],
  'it closes what it stands in': ['</div></li></ol><h1>owned</h1><style>*{display:none}</style>'],
  'it is HTML that has been escaped': ['&lt;b&gt; &#60;b&#62; &amp;amp;'],
  'it is a template': ['{{ 7*7 }} ${7*7} <%= 7*7 %> {0}'],
  'it is Markdown that is none here': ['# no heading\n| no | table |\n![no picture](https://example.com/x.png)'],
  'it looks like the page talking': ['Connection lost. Reconnecting… What you write is kept and sent afterwards.'],
  'it looks like a day': ['———— Today ————'],
  'it looks like JSON': ['{"type":"message","text":"owned"}'],
};

/** What a message may consist of. */
const ELEMENTS = ['A', 'BLOCKQUOTE', 'CODE', 'EM', 'PRE', 'SPAN', 'STRONG'];

/** Everything that is shown, in its place, and nothing that is not. */
async function isUnharmed(alice: Person, texts: string[]): Promise<void> {
  const { page } = alice;
  await expect.poll(() => alice.texts.evaluateAll((all) => all.map((it) => it.textContent))).toEqual(texts);
  await fitsSideways(page);
  await losesNothing(page);
  await expect(page).toHaveTitle(/^(\(\d+\) )?lobby · Parlor$/);
  await expect(page.locator('main, h1, form.composer')).toHaveCount(3);
  const strangers = await page.locator('.text *').evaluateAll(
    (all, known) => all.filter((it) => !known.includes(it.tagName) || [...it.attributes].some((by) => by.name.startsWith('on'))).length,
    ELEMENTS,
  );
  expect(strangers, 'elements that no message has').toBe(0);
  for (const address of await page.locator('.text a').evaluateAll((all) => all.map((it) => (it as HTMLAnchorElement).href))) {
    expect(address).toMatch(/^https:\/\/example\.com\//);
  }
  const rows = await alice.rows.evaluateAll((all) => all.map((it) => it.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]));
  rows.slice(1).forEach(([top], n) => expect(top, 'rows do not lie on each other').toBeGreaterThanOrEqual(rows[n]![1]! - 1));
}

test('whatever somebody says, it is text in its place, when it comes and when it was there', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), SMALL);
  const asked: string[] = [];
  alice.page.on('dialog', (dialog) => asked.push(dialog.message()));
  for (const [said] of Object.values(SAID)) await server.hears('lobby', said);
  await server.hears('lobby', 'and on');
  const shown = Object.values(SAID).map(([said, shown]) => shown ?? said);
  await isUnharmed(alice, [...shown, 'and on']);
  await alice.reloads();
  await isUnharmed(alice, [...shown, 'and on']);
  await alice.says('still here');
  await isUnharmed(alice, [...shown, 'and on', 'still here']);
  expect(asked).toEqual([]);
  await alice.connection('online');
});

test('a message that turns the direction around does so in itself alone', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await server.hears('lobby', 'אבג');
  await server.hears('lobby', 'abc');
  const direction = (text: string) => alice.row(text).locator('.text').evaluate((it) => getComputedStyle(it).direction);
  expect(await direction('אבג')).toBe('rtl');
  expect(await direction('abc')).toBe('ltr');
  await expect(alice.row('אבג').locator('.meta')).toHaveCSS('direction', 'ltr');
});

test('what looks like the page talking stands under a name', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await bob.says('The server has closed the connection.');
  await alice.sees('The server has closed the connection.', { from: bob });
  await alice.connection('online');
  await expect(alice.connectionLine).not.toContainText('closed');
});

/** Names that pretend to be something else, and how they are shown. */
const NAMES: [string, string][] = [
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['\u202EecilA', 'ecilA'],
  ['Ali\u200Bce', 'Alice'],
  ['Alice\n(admin)', 'Alice (admin)'],
  [`Z${'\u0351'.repeat(31)}`, `Z${'\u0351'.repeat(4)}`],
  ['W'.repeat(32), 'W'.repeat(32)],
  ['뷁'.repeat(32), '뷁'.repeat(32)],
];

test('whatever somebody is called, it is a name in its place', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), SMALL);
  const mallory = await visit(server.room('lobby'));
  for (const [n, [taken, shown]] of NAMES.entries()) {
    const field = await mallory.renames();
    await field.fill(taken);
    await field.press('Enter');
    await mallory.says(`as number ${n}`);
    const author = alice.row(`as number ${n}`).locator('.author');
    await expect(author).toHaveText(new RegExp(`^${escaped(shown)}`));
    await expect(author.locator('*')).toHaveCount(0);
    await alice.peopleButton.click();
    await expect(alice.people.getByRole('listitem').filter({ hasText: shown })).toHaveCount(1);
    await expect(alice.people.locator('img')).toHaveCount(0);
    await fitsSideways(alice.page);
    await losesNothing(alice.page);
    await alice.page.keyboard.press('Escape');
    await mallory.composer.pressSequentially('x');
    await expect(alice.typing).toContainText(`${shown} is typing`);
    await fitsSideways(alice.page);
  }
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test('somebody who takes the name of another is told apart, however they write it', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const mallory = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.isCalled('Alice');
  for (const [n, name] of ['Alice', 'ALICE', 'Ali\u200Bce', ' Alice ', 'Аliсе'].entries()) {
    const field = await mallory.renames();
    await field.fill(name);
    await field.press('Enter');
    await alice.says(`I beside number ${n}`);
    await mallory.says(`I too, as number ${n}`);
    const tags = [`I beside number ${n}`, `I too, as number ${n}`].map((said) => bob.row(said).locator('.tag'));
    for (const tag of tags) await expect(tag).toHaveText(/^[0-9a-f]{4,}$/);
    const [hers, other] = await Promise.all(tags.map((tag) => tag.innerText()));
    expect(hers).not.toBe(other);
  }
});

test('the longest message is taken, and a longer one is refused with a sentence', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), SMALL);
  const bob = await visit(server.room('lobby'));
  await alice.composer.fill('x'.repeat(8_001));
  await expect(alice.page.locator('#allowance')).toHaveText('1 character too many');
  await alice.composer.press('Enter');
  await expect(alice.composer, 'it is kept').toHaveValue('x'.repeat(8_001));
  await alice.composer.fill('🎉'.repeat(8_000));
  await expect(alice.page.locator('#allowance')).toHaveText(/characters too many/);
  await alice.sendButton.click();
  await expect(alice.composer).toHaveValue('🎉'.repeat(8_000));
  await alice.seesOnly();
  await alice.says('x'.repeat(8_000));
  await alice.says('🎉'.repeat(4_000));
  await bob.seesOnly('x'.repeat(8_000), '🎉'.repeat(4_000));
  await fitsSideways(alice.page);
});

test('a line of 64 KiB is dropped, from wherever it comes, and the room goes on', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const flood = 'x'.repeat(64 * 1024);
  expect(await posts(server, flood)).toBeGreaterThanOrEqual(400);
  const end = await alice.page.evaluate(async (flood) => {
    const socket = new WebSocket(`/ws${location.pathname}`);
    await new Promise((open) => (socket.onopen = open));
    socket.send(JSON.stringify({ message: flood }));
    return new Promise((close) => (socket.onclose = ({ code }) => close(code)));
  }, flood);
  expect(end, 'the frame is too big').toBe(1009);
  await server.hears('lobby', 'and on');
  await alice.seesOnly('and on');
});

async function posts(server: Server, text: string): Promise<number> {
  const answer = await fetch(server.room('lobby'), { method: 'POST', body: new URLSearchParams({ text }), redirect: 'manual' });
  return answer.status;
}

import { REFUSED_PAGE } from './support/complaints.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

test('the field has the focus on arrival, and Enter joins', EVERYWHERE, async ({ server, arrive }) => {
  const alice = await arrive(server.lobby);
  await expect(alice.field).toBeFocused();
  await alice.page.keyboard.type('lobby');
  await alice.page.keyboard.press('Enter');
  await alice.isIn('lobby');
});

test('the button joins', async ({ server, arrive }) => {
  const alice = await arrive(server.lobby);
  await alice.field.fill('lobby');
  await alice.button.click();
  await alice.isIn('lobby');
});

test('a room may have a Korean name', EVERYWHERE, async ({ server, arrive }) => {
  const alice = await arrive(server.lobby, { locale: 'ko-KR' });
  await alice.asksFor('로비');
  await alice.isIn('로비');
});

test('a room has one address', async ({ server, arrive }) => {
  const alice = await arrive(server.room('Lobby'));
  await alice.isIn('lobby');
  await alice.page.goto(server.lobby);
  await alice.asksFor('  LOBBY ');
  await alice.isIn('lobby');
});

test('every way leads to the lobby', async ({ server, arrive }) => {
  const alice = await arrive(server.origin);
  await expect(alice.page).toHaveURL(server.lobby);
  await expect(alice.field).toBeFocused();
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  test(`a bad name is explained and kept in the field, ${how}`, async ({ server, arrive }) => {
    const alice = await arrive(server.lobby, { javaScriptEnabled, allow: REFUSED_PAGE });
    const answer = alice.page.waitForResponse((response) => response.request().isNavigationRequest());
    await alice.asksFor('two words');
    expect((await answer).status()).toBe(400);
    await expect(alice.problem).toContainText('letters, digits');
    await expect(alice.field).toHaveValue('two words');
    await expect(alice.field).toHaveAccessibleDescription(/letters, digits/);
    await alice.asksFor('lobby');
    await alice.isIn('lobby');
  });

  test(`nothing is no name, ${how}`, async ({ server, arrive }) => {
    const alice = await arrive(server.lobby, { javaScriptEnabled, allow: REFUSED_PAGE });
    await alice.asksFor('  ');
    await expect(alice.problem).toHaveText('A room needs a name.');
  });
}

test('the lobby works without JavaScript', async ({ server, arrive }) => {
  const alice = await arrive(server.lobby, { javaScriptEnabled: false });
  await expect(alice.field).toBeFocused();
  await alice.asksFor('로비');
  await alice.isIn('로비');
});

test('a bad address of a room leads to the lobby, with a sentence', async ({ server, arrive }) => {
  const alice = await arrive(server.room('two words'), { allow: REFUSED_PAGE });
  await expect(alice.problem).toContainText('letters, digits');
  await alice.asksFor('lobby');
  await alice.isIn('lobby');
});

test('an address where nothing is shows the way back', async ({ server, browse }) => {
  const page = await browse({ allow: REFUSED_PAGE });
  const answer = await page.goto(`${server.origin}/nothing`);
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to the lobby' }).click();
  await expect(page).toHaveURL(server.lobby);
});

test('rooms with people in them are listed while somebody looks', EVERYWHERE, async ({ server, arrive, visit }) => {
  // The list is looked up every few seconds.
  test.slow();
  const carol = await arrive(server.lobby);
  await expect(carol.live).toHaveCount(0);
  const alice = await visit(server.room('로비'));
  await carol.seesPeople('로비', 1);
  const bob = await visit(server.room('로비'));
  await carol.seesPeople('로비', 2);
  await visit(server.room('kitchen'));
  await carol.seesPeople('kitchen', 1);
  await expect(carol.live, 'the fullest room stands first').toHaveText([/^로비/, /^kitchen/]);
  await bob.page.close();
  await carol.seesPeople('로비', 1);
  await alice.page.close();
  await expect(carol.live).toHaveText([/^kitchen/]);
  await carol.live.filter({ hasText: 'kitchen' }).click();
  await carol.isIn('kitchen');
});

test('rooms with people in them are listed without JavaScript', async ({ server, arrive, visit }) => {
  const alice = await visit(server.room('로비'));
  await alice.says('hello');
  const carol = await arrive(server.lobby, { javaScriptEnabled: false });
  await expect(async () => {
    await carol.page.reload();
    await expect(carol.live).toHaveText(['로비 1 here'], { timeout: 1_000 });
  }).toPass();
  await carol.live.click();
  await carol.isIn('로비');
});

test('rooms of earlier visits stand apart from those with people in them, the last first', async ({ server, arrive, visit }) => {
  const carol = await arrive(server.lobby);
  for (const room of ['kitchen', '로비', 'γενικά']) await carol.visits(room);
  await expect(carol.visited).toHaveText(['γενικά', '로비', 'kitchen']);
  await visit(server.room('로비'));
  await carol.seesPeople('로비', 1);
  await expect(carol.visited).toHaveText(['γενικά', 'kitchen']);
  await carol.visited.filter({ hasText: 'kitchen' }).click();
  await carol.isIn('kitchen');
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  test(`a private room has a name that nobody can guess, and is listed nowhere, ${how}`, async ({ server, arrive, visit }) => {
    const alice = await arrive(server.lobby, { javaScriptEnabled });
    const carol = await arrive(server.lobby);
    const names = new Set<string>();
    for (let n = 0; n < 2; n++) {
      await alice.privateRoom.click();
      await expect(alice.page).toHaveURL(/\/chat\/[a-z0-9]{4}(-[a-z0-9]{4}){4}\/$/);
      names.add(alice.page.url());
      await alice.page.goto(server.lobby);
    }
    expect(names.size, 'another one each time').toBe(2);
    const [room = ''] = names;
    await visit(room);
    await visit(server.room('kitchen'));
    await carol.seesPeople('kitchen', 1);
    await expect(carol.live, 'the private one is not listed').toHaveCount(1);
  });
}

test('a name that others can guess is called so, and another one is not', async ({ server, arrive }) => {
  const alice = await arrive(server.lobby);
  await expect(alice.warning).toBeHidden();
  await alice.field.fill('lobby');
  await expect(alice.warning).toBeVisible();
  await expect(alice.field).toHaveAccessibleDescription(/Others can guess this name/);
  await alice.field.fill('k7m2-p9xq-4tbn-w3vd-h8rc');
  await expect(alice.warning).toBeHidden();
  await alice.field.fill('');
  await expect(alice.warning).toBeHidden();
});

const SCRIPTS = ['로비', '日本語の部屋', 'Ελληνικά', 'Кухня', 'غرفة', 'ห้องครัว', 'कमरा', 'café', 'a.b-c_d'];

test('a room may have a name in any script', async ({ server, arrive }) => {
  const alice = await arrive(server.lobby);
  for (const name of SCRIPTS) {
    await alice.asksFor(name);
    await alice.isIn(name.toLowerCase());
    await expect(alice.page).toHaveTitle(`${name.toLowerCase()} · Parlor`);
    await alice.page.goto(server.lobby);
  }
  // What a system hands over in pieces is the same name.
  await alice.asksFor('로비'.normalize('NFD'));
  await alice.isIn('로비');
});

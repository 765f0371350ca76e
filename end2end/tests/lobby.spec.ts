import { REFUSED_PAGE } from './support/complaints.ts';
import { expect, test } from './support/test.ts';

test('the field has the focus on arrival, and Enter joins', async ({ server, arrive }) => {
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

test('a room may have a Korean name', async ({ server, arrive }) => {
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

import { expect, test } from './support/test.ts';
import { Preferences } from './support/preferences.ts';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  test(`language and light are chosen in the lobby, and kept in every room, ${how}`, async ({ server, browse }) => {
    const page = await browse({ javaScriptEnabled, colorScheme: 'light' });
    const preferences = new Preferences(page);
    await page.goto(server.lobby);
    await preferences.are({ language: 'en', light: 'System' });
    await preferences.choose('한국어');
    await expect(page).toHaveURL(server.lobby);
    await preferences.are({ language: 'ko', light: '시스템' });
    await preferences.choose('어둡게');
    await preferences.are({ language: 'ko', light: '어둡게' });
    await expect(page.getByRole('button', { name: '들어가기' })).toBeVisible();

    for (const room of ['로비', 'kitchen']) {
      await page.goto(server.room(room));
      await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
      await expect(page.getByRole('button', { name: '보내기' })).toBeVisible();
      await page.reload();
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    }

    await page.goto(server.lobby);
    await preferences.choose('밝게');
    await preferences.are({ language: 'ko', light: '밝게' });
    await preferences.choose('English');
    await preferences.are({ language: 'en', light: 'Light' });
    await preferences.choose('System');
    await preferences.are({ language: 'en', light: 'System' });
  });
}

test('a choice outweighs what the browser asks for', async ({ server, browse }) => {
  const page = await browse({ locale: 'ko-KR', colorScheme: 'dark' });
  const preferences = new Preferences(page);
  await page.goto(server.lobby);
  await preferences.are({ language: 'ko', light: '시스템' });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await paper();
  await preferences.choose('밝게');
  expect(await paper()).not.toBe(dark);
  await preferences.choose('English');
  await preferences.are({ language: 'en', light: 'Light' });
  await preferences.choose('Dark');
  expect(await paper()).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await paper(), 'whatever the system says from now on').toBe(dark);
});

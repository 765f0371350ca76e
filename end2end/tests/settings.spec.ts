import { Steps } from './support/steps.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';
import { Preferences } from './support/preferences.ts';

// What somebody wants otherwise in a room, in the room.

test('switches stay as they were left, in every room', EVERYWHERE, async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'), { permissions: ['notifications'] });
  await alice.settings.are({ notify: 'off', sound: 'off', hideComings: 'off' });
  for (const which of ['notify', 'sound', 'hideComings'] as const) {
    await alice.settings.turn(which, 'on');
    await alice.reloads();
    await alice.settings.are({ [which]: 'on' });
  }
  await alice.settings.turn('sound', 'off');
  await alice.page.goto(server.room('kitchen'));
  await alice.isReady();
  await alice.settings.are({ notify: 'on', sound: 'off', hideComings: 'on' });
});

test('language and light are chosen in a room, and the room goes on', async ({ server, visit }) => {
  const alice = await visit(server.room('로비'), { colorScheme: 'light' });
  const preferences = new Preferences(alice.page);
  await alice.says('before');
  await alice.composer.pressSequentially('being written');
  await alice.settings.choose('한국어');
  await expect(alice.page).toHaveURL(server.room('로비'));
  await preferences.are({ language: 'ko', light: '시스템' });

  const minji = alice.speaking('ko');
  await minji.seesOnly('before');
  await expect(minji.composer).toHaveValue('being written');
  await minji.settings.choose('어둡게');
  await preferences.are({ language: 'ko', light: '어둡게' });
  await minji.reloads();
  await preferences.are({ language: 'ko', light: '어둡게' });
  await minji.says('after');
  await minji.settings.choose('English');
  await preferences.are({ language: 'en', light: 'Dark' });
  await alice.seesOnly('before', 'after');
  await alice.settings.choose('System');
  await preferences.are({ language: 'en', light: 'System' });
});

test('by keyboard everything in the settings is reached and changed', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const keyboard = new Steps(alice.page);
  const { settings, page } = alice;
  await keyboard.stepsTo(alice.settingsButton, 'Shift+Tab');
  await page.keyboard.press('Enter');
  for (const which of ['sound', 'hideComings'] as const) {
    await keyboard.stepsTo(settings.switch(which));
    await page.keyboard.press('Space');
    await expect(settings.switch(which)).toHaveAttribute('aria-pressed', 'true');
    await keyboard.isAt(settings.switch(which));
    await page.keyboard.press('Enter');
    await expect(settings.switch(which)).toHaveAttribute('aria-pressed', 'false');
  }
  await page.keyboard.press('Escape');
  await keyboard.isAt(alice.settingsButton);

  await page.keyboard.press('Enter');
  await keyboard.stepsTo(settings.panel.getByRole('button', { name: 'Dark' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await alice.isReady();
  await keyboard.stepsTo(alice.settingsButton, 'Shift+Tab');
  await page.keyboard.press('Space');
  await keyboard.stepsTo(settings.panel.getByRole('button', { name: '한국어' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
});

test('a press beside the settings closes them, and they never cover the people', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  await alice.settings.opens();
  await alice.log.click({ position: { x: 10, y: 10 } });
  await expect(alice.settings.panel).toBeHidden();
  await alice.settings.opens();
  await alice.peopleButton.click();
  await expect(alice.people).toBeVisible();
  await expect(alice.settings.panel).toBeHidden();
});

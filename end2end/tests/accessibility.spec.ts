import type { BrowserContextOptions } from '@playwright/test';
import { violations } from './support/axe.ts';
import { LOST_SERVER, REFUSED_PAGE } from './support/complaints.ts';
import type { Person } from './support/person.ts';
import { outgrow, REFUSED } from './support/refusal.ts';
import type { Server } from './support/server.ts';
import { Steps } from './support/steps.ts';
import { EVERYWHERE, expect, test } from './support/test.ts';

// Nobody is left out. Every rule for every element takes its time on a small machine.
test.setTimeout(90_000);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Every size with every light, every size in every language, and every light in every language. */
const READERS: Record<string, BrowserContextOptions> = {
  'a desk in the light, in English': { locale: 'en-US', colorScheme: 'light' },
  'a desk in the dark, in Korean': { locale: 'ko-KR', colorScheme: 'dark' },
  'a phone in the light, in Korean': { locale: 'ko-KR', colorScheme: 'light', ...PHONE },
  'a phone in the dark, in English': { locale: 'en-US', colorScheme: 'dark', ...PHONE },
};

/** Pages on which nothing has happened yet. */
const PAGES: Record<string, (server: Server) => string> = {
  'the lobby': (server) => server.lobby,
  'the lobby after a bad name': (server) => `${server.lobby}?room=two+words`,
  'an address where nothing is': (server) => `${server.origin}/nothing`,
  'an empty room': (server) => server.room('empty'),
  'a long room': (server) => server.room('long'),
};

/** What a room goes through, in this order. Escape leads out of everything that can be opened. */
const STATES: Record<string, (alice: Person, server: Server) => Promise<unknown>> = {
  'a conversation': (alice) => expect(alice.texts).toHaveCount(12),
  'what can be done with a message': (alice) => alice.toolsOf('mine'),
  'who is here': (alice) => alice.peopleButton.click(),
  'the settings': (alice) => alice.settingsButton.click(),
  'another name': (alice) => alice.renames(),
  'a name that is none': async (alice) => {
    const field = await alice.renames();
    await field.fill('');
    await field.press('Enter');
    await expect(alice.page.getByRole('alert')).toBeVisible();
  },
  'an answer': async (alice) => (await alice.toolsOf('theirs')).locator('[data-do=answer]').click(),
  'an edit': async (alice) => (await alice.toolsOf('mine')).locator('[data-do=edit]').click(),
  'names to mention': async (alice) => {
    await alice.composer.pressSequentially('@');
    await expect(alice.page.getByRole('option').first()).toBeVisible();
  },
  'much more than fits': (alice) => alice.composer.fill('x'.repeat(8_001)),
  'a message that was refused': async (alice) => {
    await alice.composer.fill(REFUSED);
    await alice.sendButton.click();
    await alice.hasSaid(REFUSED, 'failed');
  },
  'a connection that is lost': async (alice, server) => {
    await server.end();
    await alice.connection('reconnecting', /\S/);
  },
  'changes that wait': async (alice) => {
    await alice.reacts('theirs', '🎉');
    await (await alice.toolsOf('mine')).locator('[data-do=edit]').click();
    await alice.writes('mine in other words');
    await alice.hasSaid('mine in other words', 'pending');
    alice.page.once('dialog', (question) => question.accept());
    await (await alice.toolsOf('ours')).locator('[data-do=remove]').click();
    await expect(alice.row('ours')).toHaveAttribute('data-state', 'leaving');
  },
};

/** Somebody who has read the beginning of a conversation comes back to the rest. */
async function conversation(server: Server, alice: Person, bob: Person): Promise<void> {
  await bob.isCalled('Bob');
  await alice.isCalled('Alice');
  await alice.says('mine');
  await bob.says('theirs');
  await alice.sees('theirs');
  await alice.page.goto(server.lobby);
  // What has marks in it reads otherwise than it was written.
  await bob.writes('What is `code`?\n```\nfn main() {}\n```\nThat is.');
  await bob.writes('> They said so.\nDid *they*? _Really_, **really**?');
  await bob.writes('@Alice, @Bob https://example.com/a?b=c');
  await bob.says('🎉');
  await bob.answers('mine', 'yours');
  await bob.says('before');
  await bob.edits('before', 'after');
  for (const text of ['mine', 'theirs']) await bob.reacts(text, '👍');
  await server.hears('room', 'from somebody else');
  await outgrow(alice.page);
  await alice.page.goto(server.room('room'));
  await alice.isReady();
  await alice.reacts('theirs', '👍');
  await alice.answers('theirs', 'ours');
  await alice.writes('@Bob 안녕하세요');
  await alice.says('שלום עולם');
}

for (const [reader, visit_] of Object.entries(READERS)) {
  test(`every page is for everybody: at ${reader}`, async ({ server, browse }) => {
    for (let n = 0; n < 60; n++) await server.hears('long', `message ${n}`);
    const page = await browse({ ...visit_, allow: REFUSED_PAGE });
    for (const [name, address] of Object.entries(PAGES)) {
      await page.goto(address(server));
      await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
      expect.soft(await violations(page), name).toEqual([]);
    }
    await page.goto(server.lobby);
    await expect(page.locator('#visited')).toBeVisible();
    expect.soft(await violations(page), 'the lobby with rooms of earlier visits').toEqual([]);
  });

  test(`a room is for everybody, whatever happens: at ${reader}`, async ({ server, visit }) => {
    const alice = await visit(server.room('room'), { ...visit_, allow: LOST_SERVER });
    const bob = await visit(server.room('room'), { allow: LOST_SERVER });
    await conversation(server, alice, bob);
    for (const [name, enter] of Object.entries(STATES)) {
      await enter(alice, server);
      expect.soft(await violations(alice.page), name).toEqual([]);
      await alice.page.keyboard.press('Escape');
    }
  });
}

test('who listens to the lobby hears what there is', async ({ server, arrive, visit }) => {
  await visit(server.room('로비'));
  const alice = await arrive(server.lobby);
  await alice.visits('kitchen');
  await alice.seesPeople('로비', 1);
  await expect(alice.visited).toHaveCount(1);
  await expect(alice.page.locator('body')).toMatchAriaSnapshot(`
    - main:
      - heading "Parlor" [level=1]
      - paragraph: Type a room name, press Enter, and you are talking.
      - text: Room name
      - textbox "Room name"
      - button "Join"
      - paragraph:
        - text: A room is there as soon as somebody names it. Anyone who knows the name can come in.
        - link "Make a private room":
          - /url: /chat/?private
      - heading "People are talking here" [level=2]
      - list:
        - listitem:
          - link "로비 1 here"
      - heading "You have been here" [level=2]
      - list:
        - listitem:
          - link "kitchen":
            - /url: /chat/kitchen/
      - group "Language":
        - button "English" [pressed]
        - button "한국어"
      - group "Appearance":
        - button "System" [pressed]
        - button "Light"
        - button "Dark"
  `);
});

test('who listens to a room hears what there is', async ({ server, visit }) => {
  const alice = await visit(server.room('lobby'));
  const bob = await visit(server.room('lobby'));
  await alice.isCalled('Alice');
  await bob.isCalled('Bob');
  await bob.says('Is anybody here?');
  await alice.answers('Is anybody here?', 'I am');
  await bob.reacts('I am', '👍');
  await alice.seesReaction('I am', '👍', 1);
  await expect(alice.page.locator('body')).toMatchAriaSnapshot(`
    - main:
      - link "Other rooms":
        - /url: /chat/
      - heading "lobby" [level=1]
      - button "2 here"
      - button "Settings"
      - status
      - log "Messages":
        - list:
          - listitem:
            - paragraph: Today
            - paragraph:
              - text: Bob
              - link /\\d+:\\d+/:
                - /url: /at=\\d+-\\d+#m-/
            - text: Is anybody here?
          - listitem:
            - paragraph:
              - text: Alice
              - link /\\d+:\\d+/:
                - /url: /at=\\d+-\\d+#m-/
            - 'link "Bob: Is anybody here?"':
              - /url: /#m-\\d+-\\d+/
            - text: I am
            - paragraph:
              - button "React 👍 1"
      - paragraph:
        - text: You are
        - strong: Alice
      - button "Change name"
      - text: Message
      - textbox "Message"
      - button "Send"
      - status
  `);
});

test('nobody needs a mouse from the lobby to the room and back, and sees where they are', EVERYWHERE, async ({ server, arrive, visit }) => {
  const bob = await visit(server.room('lobby'));
  await bob.says('Is anybody here?');
  const { page } = await arrive(server.lobby);
  const keyboard = new Steps(page);
  await keyboard.isAt(page.getByRole('textbox', { name: 'Room name' }));
  await keyboard.types('lobby');

  const alice = bob.at(page);
  await alice.isReady();
  await keyboard.isAt(alice.composer);
  await keyboard.stepsTo(page.getByRole('button', { name: 'Change name' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await keyboard.isAt(page.getByRole('textbox', { name: 'Your name' }));
  await keyboard.types('Alice');
  await keyboard.isAt(alice.composer);
  await keyboard.types('Helo');
  await bob.sees('Helo', { from: alice });

  await keyboard.stepsTo(alice.log, 'Shift+Tab');
  await keyboard.stepsTo(alice.row('Is anybody here?'), 'ArrowUp');
  await keyboard.stepsTo(page.getByRole('button', { name: 'React 👍' }));
  await keyboard.stepsTo(page.getByRole('button', { name: 'Reply' }), 'ArrowRight');
  await page.keyboard.press('Enter');
  await keyboard.isAt(alice.composer);
  await keyboard.types('I am');
  await bob.seesAnswer('I am', 'Is anybody here?');

  await keyboard.stepsTo(alice.log, 'Shift+Tab');
  await keyboard.stepsTo(alice.row('Is anybody here?'), 'ArrowUp');
  await keyboard.stepsTo(page.getByRole('button', { name: 'React 👍' }));
  await keyboard.stepsTo(page.getByRole('button', { name: 'React 🎉' }), 'ArrowRight');
  await page.keyboard.press('Enter');
  await bob.seesReaction('Is anybody here?', '🎉', 1);
  await keyboard.isAt(page.getByRole('button', { name: 'React 🎉', exact: true }));
  await page.keyboard.press('Escape');
  await keyboard.isAt(alice.composer);

  await page.keyboard.press('ArrowUp');
  await expect(alice.composer).toHaveValue('I am');
  await page.keyboard.press('ControlOrMeta+A');
  await keyboard.types('I am here');
  await bob.seesEdited('I am here');

  await keyboard.stepsTo(alice.peopleButton, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(alice.people).toBeVisible();
  await page.keyboard.press('Escape');
  await keyboard.isAt(alice.peopleButton);
  await keyboard.stepsTo(page.getByRole('link', { name: 'Other rooms' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(server.lobby);
});

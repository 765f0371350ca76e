import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { Complaints, SCRIPTS_OFF } from './complaints.ts';
import { Line } from './line.ts';
import { Lobby } from './lobby.ts';
import { Person } from './person.ts';
import { Redis } from './redis.ts';
import { Server } from './server.ts';
import { TutorialPage } from './tutorial.ts';
import { wordsOf } from './words.ts';

export { expect };

interface Visit extends BrowserContextOptions {
  /** Complaints that the test provokes. */
  allow?: RegExp[];
}

export interface Options {
  /** The folder of the page that Trunk has built, where it is to be used; otherwise servers make the pages. */
  dist: string | undefined;
}

/** Marks what has to work on either page, that of the server and the one that Trunk builds. */
export const EVERYWHERE = { tag: '@everywhere' };

interface Fixtures {
  /** Starts servers, which end with the test. */
  start: (...args: string[]) => Promise<Server>;
  server: Server;
  redis: Redis;
  /** A line to a server that can be cut. */
  lay: (server: Server) => Promise<Line>;
  /** A browser of somebody's own, in the sense of cookies and storage, with an empty page. */
  browse: (visit?: Visit) => Promise<Page>;
  /** Somebody opens a room. */
  visit: (url: string, visit?: Visit) => Promise<Person>;
  /** Somebody opens the lobby. */
  arrive: (url: string, visit?: Visit) => Promise<Lobby>;
  /** Somebody opens the room page of the Django Channels tutorial. */
  follow: (server: Server, room: string) => Promise<TutorialPage>;
}

export const test = base.extend<Fixtures & Options>({
  dist: [undefined, { option: true }],

  start: async ({ dist }, use, info) => {
    const servers: Server[] = [];
    await use(async (...args) => {
      const server = await Server.start(args, dist);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.remove()));
    const log = servers.flatMap((server) => server.log);
    if (info.status !== info.expectedStatus) await info.attach('log', { body: log.join('\n') });
    expect(log.filter((line) => line.includes('panicked')), 'no server panics').toEqual([]);
  },

  server: async ({ start }, use) => use(await start()),

  redis: async ({}, use) => {
    const redis = await Redis.start();
    await use(redis);
    await redis.remove();
  },

  lay: async ({}, use) => {
    const lines: Line[] = [];
    await use(async (server) => {
      const line = await Line.to(server);
      lines.push(line);
      return line;
    });
    lines.forEach((line) => line.remove());
  },

  // Servers go last: a page that loses its server complains.
  browse: async ({ browser, viewport, start: _start }, use) => {
    const complaints = new Complaints();
    const contexts: BrowserContext[] = [];
    await use(async ({ allow = [], ...options } = {}) => {
      const context = await browser.newContext({ viewport, ...options });
      contexts.push(context);
      complaints.listen(context, options.javaScriptEnabled === false ? [...allow, ...SCRIPTS_OFF] : allow);
      return context.newPage();
    });
    try {
      complaints.thereAreNone();
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
  },

  visit: async ({ browse }, use) =>
    use(async (url, visit) => {
      const person = new Person(await browse(visit), wordsOf(visit?.locale));
      await person.page.goto(url);
      if (visit?.javaScriptEnabled !== false) await person.isReady();
      return person;
    }),

  arrive: async ({ browse }, use) =>
    use(async (url, visit) => {
      const page = await browse(visit);
      await page.goto(url);
      if (visit?.javaScriptEnabled !== false) await expect(page.locator('html')).toHaveAttribute('data-ready', 'true');
      return new Lobby(page, wordsOf(visit?.locale));
    }),

  follow: async ({ browse }, use) =>
    use(async (server, room) => {
      // A page that a test answers for comes from nowhere, as far as the browser knows.
      const tutorial = new TutorialPage(await browse({ permissions: ['local-network-access'] }));
      await tutorial.enter(server.origin, room);
      return tutorial;
    }),
});

import { expect, type BrowserContext } from '@playwright/test';
import { Departure } from './departure.ts';

/** What browsers say by themselves when there is no server where there was one. */
export const LOST_SERVER = [/WebSocket connection to .* failed/, /net::ERR_CONNECTION_REFUSED/];

/** What browsers say by themselves when a page is answered with a status from 400 on. */
export const REFUSED_PAGE = [/Failed to load resource: the server responded with a status of 4\d\d/];

/** How a browser reports that it has not fetched a script, or has no use for what one needs, when its scripts are turned off. */
export const SCRIPTS_OFF = [/^request: csp .*\.js/, /\.wasm\S* was preloaded using link preload but not used/];

/** How a browser reports what it has given up. */
const GIVEN_UP = 'net::ERR_ABORTED';

/** Everything that a browser writes to its console because something is wrong, on any page. */
export class Complaints {
  private readonly heard: string[] = [];

  /** Listens to every page of a context, and leaves out what a test has provoked itself. */
  listen(context: BrowserContext, allowed: RegExp[]): void {
    const note = (complaint: string) => {
      if (!allowed.some((pattern) => pattern.test(complaint))) this.heard.push(complaint);
    };
    context.on('console', (line) => {
      if (['error', 'warning', 'assert'].includes(line.type())) {
        note(`${line.type()}: ${line.text()} (${line.location().url})`);
      }
    });
    context.on('weberror', (error) => note(`exception: ${error.error().message}`));
    context.on('page', (page) => {
      const departure = new Departure(page);
      page.on('requestfailed', (request) => {
        const error = request.failure()?.errorText;
        if (error !== GIVEN_UP || !departure.leaves(request)) note(`request: ${error} ${request.url()}`);
      });
    });
  }

  thereAreNone(): void {
    expect(this.heard, 'no page complains').toEqual([]);
  }
}

import type { Page, Request } from '@playwright/test';

/** Whether somebody leaves what a page shows. A browser gives up what it still waits for then. */
export class Departure {
  /** What was asked for by what the page shows. */
  private readonly asked = new Set<Request>();
  private begun = false;

  constructor(private readonly page: Page) {
    page.on('request', (request) => {
      if (request.isNavigationRequest()) this.begun = true;
      else this.asked.add(request);
    });
    page.on('framenavigated', () => {
      this.asked.clear();
      this.begun = false;
    });
  }

  /** Whether nobody waits for a request any more, since they go on or have gone on. */
  leaves(request: Request): boolean {
    return this.begun || !this.asked.has(request) || this.page.isClosed();
  }
}

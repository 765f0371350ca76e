import type { Page } from '@playwright/test';

/** What the server will not take. */
export const REFUSED = '오늘은 할 말이 아주 많아요. 잘 들어 주세요.';

/**
 * Makes one message too long on its way, since the page itself would not send one that is. Counts for pages that are opened
 * from then on.
 */
export async function outgrow(page: Page): Promise<void> {
  await page.routeWebSocket('**/ws/chat/**', (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const said = JSON.parse(frame.toString());
      server.send(JSON.stringify(said.text === REFUSED ? { ...said, text: 'x'.repeat(20_000) } : said));
    });
  });
}

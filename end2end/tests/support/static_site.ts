import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const KINDS: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
};

/** Where the page that Trunk builds looks for its server. */
const USUAL_SERVER = 'http://127.0.0.1:8000';

/** The page that Trunk has built, served as `trunk serve` does: what is no file is the page. */
export class StaticSite {
  private readonly listener = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    this.file(pathname).then(
      ([kind, content]) => response.setHeader('content-type', kind).end(content),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });

  private server = USUAL_SERVER;

  private constructor(private readonly folder: string) {}

  static async of(folder: string): Promise<StaticSite> {
    const site = new StaticSite(folder);
    site.listener.listen(0, '127.0.0.1');
    await once(site.listener, 'listening');
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.listener.address() as AddressInfo).port}`;
  }

  /** Has the page talk to another server. */
  use(server: string): void {
    this.server = server;
  }

  async stop(): Promise<void> {
    this.listener.close();
    this.listener.closeAllConnections();
    await once(this.listener, 'close');
  }

  private async file(path: string): Promise<[string, string | Buffer]> {
    const kind = KINDS[extname(path)];
    // A URL that has been read has no `..` in it.
    const content = kind && (await readFile(join(this.folder, path)).catch(() => undefined));
    return kind && content ? [kind, content] : ['text/html', await this.page()];
  }

  private async page(): Promise<string> {
    const page = await readFile(join(this.folder, 'index.html'), 'utf8');
    if (!page.includes(USUAL_SERVER)) throw new Error(`the page does not name ${USUAL_SERVER}`);
    return page.replaceAll(USUAL_SERVER, this.server);
  }
}

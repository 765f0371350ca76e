import { defineConfig } from '@playwright/test';
import type { Options } from './tests/support/test.ts';

/** Two would talk to each other on a small machine, and more would only wait for each other. */
const WORKERS = 2;

/** The page that Trunk has built, where somebody has had it built. */
const dist = process.env.PARLOR_DIST;

export default defineConfig<Options>({
  testDir: 'tests',
  // Emptied at the start of each run; the pictures stand beside it.
  outputDir: 'test-results/failures',
  reporter: 'list',
  forbidOnly: true,
  fullyParallel: true,
  workers: WORKERS,
  // A test that passes the second time is a test that fails.
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  projects: [
    { name: 'served', testIgnore: '**/client-rendered.spec.ts' },
    ...(dist ? [{ name: 'client-rendered', grep: /@everywhere|client-rendered\.spec/, use: { dist } }] : []),
  ],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});

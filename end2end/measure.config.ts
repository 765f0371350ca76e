import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

/** Figures and no verdicts: one at a time, on a machine that does nothing else. */
export default defineConfig(tests, {
  testDir: 'measure',
  testIgnore: [],
  workers: 1,
  fullyParallel: false,
  timeout: 300_000,
});

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** Every rule that axe has, those that are experimental or only advice as well: none is left out by its tags. */
const RULES = axe.getRules().map((rule) => rule.ruleId);

/** What is wrong with a page as it stands, a line for each element. */
export async function violations(page: Page): Promise<string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withRules(RULES);
  // There are no frames, so that all of it can be done in the page itself, in a third of the time.
  const { violations } = await builder.setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 120)} (${node.any[0]?.message ?? node.target})`),
  );
}

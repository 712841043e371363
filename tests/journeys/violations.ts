import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules whose verdict hangs on the colours drawn: all that can differ between the themes of one page. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** What is broken for people who see, hear or move otherwise, on the page as it stands: every rule in light, colours again in dark. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // The browser needs a moment to draw the other theme; halfway, ink and paper are of different ones.
    await page.waitForTimeout(250);
    // Without frames in our pages axe needs no second tab to gather its answers in.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    const { violations: broken } = await (theme === 'light' ? axe : axe.withRules(COLOUR_RULES)).analyze();
    const where = `${page.url()} ${page.viewportSize()?.width} ${theme}`;
    for (const { id, nodes } of broken)
      found.push(...nodes.map((node) => `${where}: ${id} ${node.html.slice(0, 200)}`));
  }
  return found;
}

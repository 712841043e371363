import { expect, test } from '@playwright/test';
import { Shop } from './shop.ts';

test('a screen that comes late asks the server once, however fast the answer is', async ({ page }) => {
  const shop = await Shop.open();
  try {
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/setup/v1/check')) asked += 1;
    });
    // React may hold a revealed screen for 300 ms; what it began meanwhile must not begin again with each answer.
    for (const visit of [1, 2, 3]) {
      await page.goto(`${shop.url}/setup?visit=${visit}#wrong`);
      await expect(page.getByRole('heading', { name: 'Tautan penyiapan tidak berlaku' })).toBeVisible();
      await page.waitForTimeout(500);
      expect(asked).toBe(visit);
    }
  } finally {
    await shop.close();
  }
});

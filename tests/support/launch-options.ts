import { chromiumArgs, findBrowser } from './find-browser.ts';

/** How every test starts Chromium; without a path Playwright looks for its own. */
export function launchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = findBrowser();
  return { ...(executablePath === undefined ? {} : { executablePath }), args: [...chromiumArgs] };
}

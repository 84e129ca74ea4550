import { open, stop } from '/work/main/tests/browser/harness.mjs';
const jobs = process.argv.slice(2).map(a => a.split('|'));
for (const [name, query, width, scheme, action] of jobs) {
  const { page, problems, close } = await open({ page: 'index.html?' + query, viewport: { width: Number(width), height: 900 }, colorScheme: scheme, reducedMotion: action?.includes('motion') ? 'no-preference' : 'reduce' , expectProblems: true});
  await page.waitForTimeout(200);
  if (!action?.includes('motion')) await page.waitForFunction(() => document.querySelector('gradient-flow')?.matches('[data-state="idle"]'));
  if (action?.startsWith('mid')) await page.waitForTimeout(Number(action.split(':')[1]));
  if (action?.startsWith('play')) { await page.evaluate(() => document.querySelector('gradient-flow').play()); await page.waitForTimeout(Number(action.split(':')[1])); await page.evaluate(() => document.querySelector('gradient-flow').pause()); await page.waitForTimeout(300); }
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: true });
  if (problems.length) console.log(name, problems);
  await close();
}
await stop();

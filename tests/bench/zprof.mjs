import { settled } from '../browser/figure.mjs';
import { open, stop } from '../browser/harness.mjs';
const [query, a, b, what = 'drag'] = process.argv.slice(2);
const { page, close } = await open({ page: `lab.html?${query}`, reducedMotion: 'reduce', expectProblems: true });
await settled(page, 'idle');
const cdp = await page.context().newCDPSession(page);
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
const go = (n) => page.evaluate(async ([a, b, n, what]) => {
  const figure = document.querySelector('gradient-flow'); const slider = figure.shadowRoot.querySelector('[data-key="depth"]'); const times = [];
  if (what === 'play') { figure.play(); const t = performance.now(); let last = t, frames = []; while (performance.now() - t < n * 50) { const x = await new Promise(r => requestAnimationFrame(r)); frames.push(x - last); last = x; } figure.pause(); return frames.slice(2); }
  for (let i = 0; i < n; i++) { await new Promise(r => setTimeout(r, 30)); const t = performance.now(); slider.value = String(i % 2 ? a : b); slider.dispatchEvent(new Event('input', { bubbles: true }));
    while (figure.settings.depth !== slider.value || figure.dataset.state !== 'idle') await new Promise(r => requestAnimationFrame(r)); times.push(performance.now() - t); }
  return times; }, [+a, +b, n, what]);
await go(20);
await cdp.send('Profiler.start'); const times = await go(40); const { profile: p } = await cdp.send('Profiler.stop');
const q = (v, s) => v.toSorted((x, y) => x - y)[Math.floor(s * (v.length - 1))]; console.log('median', q(times, .5), 'p90', q(times, .9), 'max', q(times, 1));
const n = Object.fromEntries(p.nodes.map(x => [x.id, x])), self = {}; let tot = 0; const parent = {}; p.nodes.forEach(x => (x.children ?? []).forEach(c => parent[c] = x.id)); const incl = {};
p.samples.forEach((s, i) => { const d = p.timeDeltas[i]; tot += d; const nm = (x) => n[x].callFrame.functionName || '(anon)' + n[x].callFrame.lineNumber; self[nm(s)] = (self[nm(s)] || 0) + d; const seen = new Set(); for (let x = s; x; x = parent[x]) { const m = nm(x); if (!seen.has(m)) { seen.add(m); incl[m] = (incl[m] || 0) + d; } } });
const show = (o, k) => Object.entries(o).sort((x, y) => y[1] - x[1]).slice(0, k).forEach(([f, t]) => console.log((t / 1000 / 40).toFixed(2).padStart(8), 'ms each', f.replace(/<.*?>/g, '').slice(0, 80)));
console.log('self'); show(self, 32); console.log('inclusive'); show(incl, 60); 
await close(); await stop();

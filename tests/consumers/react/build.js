// The page as the server writes it, and the script that takes it over.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import webpack from 'webpack';
// A server may import it too.
import 'gradient-flow';
import { Page } from './page.js';

const root = import.meta.dirname;
const dist = join(root, 'dist');

mkdirSync(dist);
writeFileSync(join(dist, 'index.html'), `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>React</title>
  <link rel="icon" href="data:,">
  <div id="root">${renderToString(createElement(Page))}</div>
  <script src="main.js"></script>
</html>
`);

// In development React says where server and browser differ.
webpack({ context: root, mode: 'development', devtool: false, entry: './client.js', output: { path: dist } }, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
});

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import webpack from 'webpack';

const root = import.meta.dirname;

webpack({
  context: root,
  mode: 'production',
  entry: './main.js',
  output: { path: join(root, 'dist') },
  // It warns of every file above 244 KiB; the engine is one.
  performance: false,
}, (error, stats) => {
  if (error) throw error;
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
  copyFileSync(join(root, 'index.html'), join(root, 'dist/index.html'));
});

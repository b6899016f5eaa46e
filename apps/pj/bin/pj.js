#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    'pj is not built yet: run `npm run quickstart` or `npm run build` in the Picojoule folder.\n',
  );
  process.exitCode = 1;
}

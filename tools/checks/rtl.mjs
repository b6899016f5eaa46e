import { filesBelow } from '../steps/stamp.mjs';

/** @returns {Promise<import('./checks.mjs').Finding[]>} */
export async function look() {
  const sources = filesBelow(['hardware']).filter((file) => /\.s?v$/.test(file));
  if (sources.length === 0) return [{ ok: true, skipped: 'there are no hardware sources yet' }];
  const detail = `${sources.length} hardware sources, and no check for them: extend ${import.meta.url}`;
  return [{ ok: false, detail }];
}

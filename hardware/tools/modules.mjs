// Which files a module needs: found by the names that its source instantiates.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inHardware, rtlFiles } from './workspace.mjs';

/**
 * The RTL below some files, packages first; the files themselves are not in it.
 * @param {readonly string[]} files Relative to `hardware`.
 */
export function rtlBelow(files) {
  const all = rtlFiles();
  const found = new Set();
  const visit = (/** @type {string} */ file) => {
    const text = readFileSync(inHardware(file), 'utf8');
    for (const other of all) {
      const name = basename(other, '.sv');
      const used = new RegExp(`^\\s*${name} (#\\(|u_)|\\b${name}::`, 'm').test(text);
      if (!used || other === file || found.has(other)) continue;
      found.add(other);
      visit(other);
    }
  };
  for (const file of files) visit(file);
  return all.filter((file) => found.has(file));
}

import { badFileName } from '../errors.ts';

/** Files that a run keeps itself; compared in lower case, as some file systems do. */
export const MANIFEST = 'run.json';
export const LEDGER = 'ledger.jsonl';
export const METRICS = 'metrics.jsonl';
export const LOCK = 'run.lock';

const RESERVED: readonly string[] = [MANIFEST, LEDGER, METRICS, LOCK];
/** Not allowed on one of the systems that may read the folder. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const FORBIDDEN = /[\u0000-\u001f\u007f"*/:<>?\\|]/;

/** @throws PicojouleError unless `name` is a plain file name that stays inside its folder. */
export function checkFileName(name: string): string {
  if (name === '') throw badFileName(name, 'it is empty');
  if (/[/\\]/.test(name) || name === '.' || name === '..') {
    throw badFileName(name, 'it would leave the run folder');
  }
  if (FORBIDDEN.test(name)) throw badFileName(name, 'it holds a character that file names exclude');
  if (name.startsWith('.'))
    throw badFileName(name, 'names with a leading dot are kept for temporary files');
  if (/[. ]$/.test(name)) throw badFileName(name, 'it ends in a dot or a space');
  if (Buffer.byteLength(name) > 200) throw badFileName(name, 'it is longer than 200 bytes');
  return name;
}

/** As `checkFileName`, and not one of the files that only the run itself writes. */
export function checkOwnFileName(name: string): string {
  if (RESERVED.includes(name.toLowerCase()))
    throw badFileName(name, 'the run writes that file itself');
  return checkFileName(name);
}

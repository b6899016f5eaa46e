import { statSync } from 'node:fs';

/** A file by whatever name: links to it are it. Undefined where there is none, or a pipe or a device. */
function identityOf(path: string): string | undefined {
  try {
    const stats = statSync(path, { bigint: true });
    return stats.isFile() ? `${stats.dev} ${stats.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** Files that the running command has read, or written, for its user. */
export class TouchedFiles {
  readonly #identities = new Set<string>();

  add(path: string): void {
    const identity = identityOf(path);
    if (identity !== undefined) this.#identities.add(identity);
  }

  has(path: string): boolean {
    const identity = identityOf(path);
    return identity !== undefined && this.#identities.has(identity);
  }
}

/** What was read is never written over, whatever is forced. */
export const filesRead = new TouchedFiles();
/** Nor is what was written written over in turn. */
export const filesWritten = new TouchedFiles();

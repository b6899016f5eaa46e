/** A way that did not work, for a reason the user can read; never shown as a stack trace. */
export class WayFailure extends Error {
  override readonly name = 'WayFailure';
}

/** One line of plain text for anything that was thrown. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return firstLine(text) ?? 'unknown error';
}

/** The first line that holds something, shortened to a readable length. */
export function firstLine(text: string): string | undefined {
  return shorten(text.split('\n').find((line) => line.trim() !== ''));
}

/** The last line that holds something: where most tools put what went wrong. */
export function lastLine(text: string): string | undefined {
  return shorten(text.split('\n').findLast((line) => line.trim() !== ''));
}

function shorten(line: string | undefined): string | undefined {
  const text = line?.trim();
  return text !== undefined && text.length > 240 ? `${text.slice(0, 240)}...` : text;
}

import { safeText } from './safe-text.ts';

/** Prints a result: to files and pipes as it is, but nothing of it commands a terminal. */
export function printResult(
  output: { write(text: string): unknown; readonly isTTY?: boolean },
  text: string,
): void {
  output.write(output.isTTY === true ? safeText(text) : text);
}

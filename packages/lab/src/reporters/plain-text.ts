import stringWidth from 'fast-string-width';

/**
 * Text that stays on its line and sends nothing to the terminal: line ends and tabs become a space,
 * other control characters and those that reverse the direction of writing become U+FFFD.
 */
export const plainText = (text: string): string =>
  text
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');

/** Columns that the text takes on a terminal. */
export const widthOf = (text: string): number => stringWidth(text);

/** Fills up with spaces to a width. */
export function pad(text: string, width: number, flushRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return flushRight ? space + text : text + space;
}

/** Breaks text into lines of at most `width`: at spaces where it can, else within words. */
export function fold(text: string, width: number): string[] {
  if (widthOf(text) <= width) return [text];
  return wrap(text, width).flatMap((line) => (widthOf(line) > width ? cut(line, width) : [line]));
}

function cut(word: string, width: number): string[] {
  const parts = [''];
  for (const character of word) {
    const longer = parts.at(-1) + character;
    if (parts.at(-1) !== '' && widthOf(longer) > width) parts.push(character);
    else parts[parts.length - 1] = longer;
  }
  return parts;
}

/** Breaks text at spaces into lines of at most `width`; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A share from 0 to 1 as a bar of block characters, filled up with spaces; what is no share has none. */
export function bar(share: number, width: number): string {
  const eighths = share >= 0 && share <= 1 ? Math.round(share * width * 8) : 0;
  return ('█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]).padEnd(width);
}

/** Splits at a separator that stands outside of JSON's brackets, braces and quoted texts. */
export function splitOutside(text: string, separator: string): string[] {
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"?|[\s\S]/g);
  const parts = [''];
  let depth = 0;
  for (const [token] of tokens) {
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (token === separator && depth <= 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

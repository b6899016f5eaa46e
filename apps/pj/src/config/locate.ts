/** `path:line`, where a stack or a parser's message speaks of a file; undefined where it does not. */
export function locateInStack(path: string, text: string): string | undefined {
  const at = text.indexOf(`${path}:`);
  const line = at < 0 ? undefined : /^\d+/.exec(text.slice(at + path.length + 1))?.[0];
  return line === undefined ? undefined : `${path}:${line}`;
}

/** `path:line` of a key in a config's text, found by looking for the keys above it in turn. */
export function locateKey(path: string, text: string, keys: readonly string[]): string {
  const source = withoutComments(text);
  const start = source.search(/export\s+default\b/);
  let position = Math.max(0, start);
  for (const key of keys) {
    const name = key.replaceAll(/[^\w$]/g, '\\$&');
    const found = source
      .slice(position)
      .search(new RegExp(`(?<![\\w$.])['"]?${name}['"]?\\s*[:,(}]`));
    if (found < 0) break;
    position += found;
  }
  return `${path}:${lineOf(source, position)}`;
}

/** `path:line` of a piece of text. */
export function locateText(path: string, source: string, text: string): string {
  const at = source.indexOf(text);
  return at < 0 ? path : `${path}:${lineOf(source, at)}`;
}

/** Comments become spaces: lines and positions stay. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|[\s;,{}()[\]])\/\/.*/g, (comment) =>
    comment.replaceAll(/[^\n]/g, ' '),
  );

const lineOf = (source: string, position: number): number =>
  source.slice(0, position).split('\n').length;

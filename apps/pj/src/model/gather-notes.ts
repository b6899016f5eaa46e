/** Notes that differ only in the name they quote become one: half a network may be float16. */
export function gatherNotes(notes: readonly string[]): readonly string[] {
  const counts = new Map<string, { readonly first: string; more: number }>();
  for (const note of notes) {
    const kind = note.replaceAll(/"[^"]*"/g, '""');
    const known = counts.get(kind);
    if (known === undefined) counts.set(kind, { first: note, more: 0 });
    else known.more++;
  }
  return [...counts.values()].map(({ first, more }) =>
    more === 0 ? first : `${first} (and ${more} more like it)`,
  );
}

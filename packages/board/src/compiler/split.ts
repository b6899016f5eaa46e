/** Cuts `count` things into runs of at most `most`, as equal as possible: [first, length]. */
export function split(count: number, most: number): readonly (readonly [number, number])[] {
  const parts = Math.ceil(count / most);
  return Array.from({ length: parts }, (_, i) => {
    const first = Math.floor((i * count) / parts);
    return [first, Math.floor(((i + 1) * count) / parts) - first] as const;
  });
}

/** A model's name with the settings that a report tells, as in `eyeriss (isca16, run-length)`. */
export function nameModel(name: string, settings: readonly (string | undefined)[]): string {
  const told = settings.filter((setting) => setting !== undefined);
  return told.length === 0 ? name : `${name} (${told.join(', ')})`;
}

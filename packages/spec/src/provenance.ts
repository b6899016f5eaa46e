/**
 * Where a figure comes from. The three are never added and never share a column:
 * `modelled` by an energy model, `simulated` by a simulated device, `measured` on a real one.
 */
export type Provenance = 'modelled' | 'simulated' | 'measured';

/** A figure from the literature; `recalled` ones were not confirmed against the source. */
export interface Reference {
  readonly title: string;
  readonly url?: string;
  readonly recalled?: boolean;
}

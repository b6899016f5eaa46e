import * as v from 'valibot';

/** What a reproduction states: `figure` and `than` name figures, or are numbers that no figures hold. */
export const claimSchema = v.object({
  what: v.string(),
  figure: v.union([v.string(), v.number()]),
  is: v.picklist(['<', '>', '<=', '>=']),
  than: v.union([v.string(), v.number()]),
});

export type Claim = v.InferOutput<typeof claimSchema>;

/** Which claims the figures hold; `problem` says in one line why one does not. */
export function judgeClaims(
  claims: readonly Claim[],
  figures: Readonly<Record<string, number>>,
): { readonly what: string; readonly problem?: string }[] {
  const numberOf = (name: string | number) =>
    typeof name === 'number' ? name : Object.hasOwn(figures, name) ? figures[name] : undefined;
  return claims.map(({ what, figure, is, than }) => {
    const [left, right] = [numberOf(figure), numberOf(than)];
    if (left === undefined) return { what, problem: `there is no figure "${figure}"` };
    if (right === undefined) return { what, problem: `there is no figure "${than}"` };
    return compare[is](left, right) ? { what } : { what, problem: `${left} is not ${is} ${right}` };
  });
}

const compare: Readonly<Record<Claim['is'], (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};

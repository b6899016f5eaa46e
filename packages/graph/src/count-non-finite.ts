import { type Graph, sizeOf } from '@picojoule/spec';

export interface NonFiniteCount {
  readonly parameter: string;
  /** Elements that are NaN or infinite. */
  readonly count: number;
}

/** The parameters of a graph that hold NaN or infinities, in their order. */
export function countNonFinite(graph: Graph): readonly NonFiniteCount[] {
  return Object.entries(graph.parameters).flatMap(([parameter, source]) => {
    let count = 0;
    if ('fill' in source) {
      if (!Number.isFinite(source.fill)) count = sizeOf(source.shape);
    } else {
      for (const value of source.values) if (!Number.isFinite(value)) count++;
    }
    return count === 0 ? [] : [{ parameter, count }];
  });
}

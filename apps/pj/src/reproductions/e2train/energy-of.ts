import { ledgerWorkloads } from '@picojoule/graph';
import type { Graph, LedgerRow } from '@picojoule/spec';
import type { Bench } from '../../main-job/bench.ts';

/** Modelled energy of the work of a ledger, by the first model of the bench. */
export const energyOf = ({ models }: Bench, graph: Graph, ledger: readonly LedgerRow[]): number =>
  models[0].estimate(ledgerWorkloads(graph, ledger)).total;

export { decodeGraph, encodeGraph } from './codec/graph-file.ts';
export { decodeTensors, encodeTensors } from './codec/tensor-file.ts';
export { svgPlot } from './plot/svg-plot.ts';
export { csv } from './reporters/csv.ts';
export { columnHeading, formatCell } from './reporters/format-cell.ts';
export { html } from './reporters/html.ts';
export { json } from './reporters/json.ts';
export { table } from './reporters/table.ts';
export { atomicWrite } from './run/atomic-write.ts';
export { configAsData } from './run/config-as-data.ts';
export type { PartLedgerRow } from './run/ledger-line.ts';
export type { RunManifest, RunSession, RunStatus, RunTools } from './run/manifest.ts';
export { type OpenRunOptions, openRun, type Run } from './run/open-run.ts';
export {
  type ListedRun,
  listRuns,
  type PartMetrics,
  type ReadableRun,
  readRun,
} from './run/read-run.ts';
export {
  type LedgerSummary,
  type MacTotals,
  type PassTotals,
  summarizeLedger,
} from './run/summarize-ledger.ts';

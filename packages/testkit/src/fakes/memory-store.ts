import type { Graph, Json, LedgerRow, RunStore, Tensors } from '@picojoule/spec';

/** A run store without a folder, open to a test's eyes. */
export interface MemoryStore extends RunStore {
  /** What was written and not removed, by name; each value as `structuredClone` made it. */
  readonly files: ReadonlyMap<string, unknown>;
  readonly ledger: readonly (LedgerRow & { readonly part: string })[];
  readonly metrics: readonly ({ readonly part: string } & { readonly [key: string]: Json })[];
}

/** Keeps a run in memory. Ledger rows and metrics (those with a number `step`) are cut by `truncate`. */
export function memoryStore(): MemoryStore {
  const files = new Map<string, unknown>();
  const ledger: MemoryStore['ledger'][number][] = [];
  const metrics: MemoryStore['metrics'][number][] = [];
  const read = async <T>(name: string): Promise<T | undefined> =>
    structuredClone(files.get(name)) as T | undefined;
  const write = async (name: string, value: unknown) => {
    files.set(name, structuredClone(value));
  };
  const cut = (lines: { part: string; step?: unknown }[], part: string, step: number) => {
    const kept = lines.filter((line) => line.part !== part || !(Number(line.step) >= step));
    lines.splice(0, lines.length, ...kept);
  };
  return {
    files,
    ledger,
    metrics,
    readJson: (name) => read<Json>(name),
    writeJson: async (name, value) => write(name, JSON.parse(JSON.stringify(value))),
    readBytes: (name) => read<Uint8Array>(name),
    writeBytes: write,
    readTensors: (name) => read<{ tensors: Tensors; state: Json }>(name),
    writeTensors: (name, tensors, state = null) => write(name, { tensors, state }),
    readGraph: (name) => read<Graph>(name),
    writeGraph: write,
    async appendLedger(part, rows) {
      ledger.push(...rows.map((row) => ({ ...structuredClone(row), part })));
    },
    async appendMetrics(part, line) {
      metrics.push({ ...structuredClone(line), part });
    },
    async truncate(part, step) {
      cut(ledger as { part: string }[], part, step);
      cut(metrics as { part: string }[], part, step);
    },
    async remove(name) {
      files.delete(name);
    },
  };
}

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { badErt } from '../errors.ts';

/** One action of a component with its arguments, in picojoules. */
export interface ErtAction {
  readonly name: string;
  /** As `address_delta=1,data_delta=0`, in the table's order; empty without arguments. */
  readonly arguments: string;
  readonly energy: number;
}

export interface ErtComponent {
  /** Full name, such as `system.chip.buffer`. */
  readonly name: string;
  readonly actions: readonly ErtAction[];
}

/**
 * Reads an energy reference table as Accelergy writes it: `ERT: { tables: [{ name, actions: [{ name,
 * arguments, energy }] }] }`, energies in picojoules.
 *
 * @throws PicojouleError `ENERGY_ERT` with line and field.
 */
export function parseErt(text: string): ErtComponent[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw badErt(line, 'is no YAML', fault.message.split('\n', 1)[0]!);
  }
  const reader = new Reader(lines);
  const root = reader.map(document.contents, 'the file', 1);
  const ert = reader.map(root.get('ERT', true), 'ERT', 1);
  const start = reader.lineOf(ert, 1);
  return reader.list(ert.get('tables', true), 'ERT.tables', start).map((entry, i) => {
    const field = `ERT.tables[${i}]`;
    const table = reader.map(entry, field, start);
    const line = reader.lineOf(table, start);
    return {
      name: reader.text(table, 'name', field, line),
      actions: reader
        .list(table.get('actions', true), `${field}.actions`, line)
        .map((action, k) => reader.action(action, `${field}.actions[${k}]`, line)),
    };
  });
}

/** Takes nodes apart; what is missing is said to be on the line of what should hold it. */
class Reader {
  private readonly lines: LineCounter;

  constructor(lines: LineCounter) {
    this.lines = lines;
  }

  lineOf(node: unknown, otherwise: number): number {
    const start = (node as Node | undefined)?.range?.[0];
    return start === undefined ? otherwise : this.lines.linePos(start).line;
  }

  map(node: unknown, field: string, line: number): YAMLMap {
    if (isMap(node)) return node;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}`, 'expected a mapping');
  }

  list(node: unknown, field: string, line: number): unknown[] {
    if (isSeq(node)) return node.items;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}`, 'expected a list');
  }

  text(map: YAMLMap, key: string, field: string, line: number): string {
    const node = map.get(key, true);
    if (isScalar(node) && typeof node.value === 'string') return node.value;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}.${key}`, 'expected a text');
  }

  action(node: unknown, field: string, line: number): ErtAction {
    const action = this.map(node, field, line);
    const at = this.lineOf(action, line);
    const energy = action.get('energy', true);
    const value = isScalar(energy) ? energy.value : undefined;
    if (typeof value !== 'number' || !(value >= 0 && Number.isFinite(value))) {
      const problem = `has a wrong ${field}.energy`;
      throw badErt(this.lineOf(energy, at), problem, 'expected a number >= 0 in picojoules');
    }
    const given = action.get('arguments', true);
    const pairs = isMap(given) ? given.items.map((pair) => `${pair.key}=${pair.value}`) : [];
    return {
      name: this.text(action, 'name', field, at),
      arguments: pairs.join(','),
      energy: value,
    };
  }
}

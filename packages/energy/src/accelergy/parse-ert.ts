import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { badErt, badErtText } from '../errors.ts';

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

/** Characters: a bound of the time that reading takes. A table of a few components has some thousand. */
const LONGEST = 1_000_000;

/**
 * Reads an energy reference table as Accelergy writes it: `ERT: { tables: [{ name, actions: [{ name,
 * arguments, energy }] }] }`, energies in picojoules. Aliases are followed.
 *
 * @throws PicojouleError `ENERGY_ERT` with line and field, or where the text is longer than a million
 * characters.
 */
export function parseErt(text: string): ErtComponent[] {
  if (typeof text !== 'string') throw badErtText(`it is ${typeof text}, not text`);
  if (text.length > LONGEST)
    throw badErtText(`it has ${text.length} characters; at most ${LONGEST} are read`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line } = lines.linePos(fault.pos[0]);
    throw badErt(line, 'is no YAML', fault.message.split('\n', 1)[0]!);
  }
  const reader = new Reader(lines, aliasesOf(document));
  const root = reader.map(document.contents, 'top level', 1);
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

/** What each alias stands for: the last node before it with that anchor. */
function aliasesOf(document: Document): ReadonlyMap<unknown, Node> {
  const anchors = new Map<string, Node>();
  const meant = new Map<unknown, Node>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const held = anchors.get(node.source);
        if (held !== undefined) meant.set(node, held);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return meant;
}

/** Takes nodes apart; what is missing is said to be on the line of what should hold it. */
class Reader {
  private readonly lines: LineCounter;
  private readonly aliases: ReadonlyMap<unknown, Node>;

  constructor(lines: LineCounter, aliases: ReadonlyMap<unknown, Node>) {
    this.lines = lines;
    this.aliases = aliases;
  }

  private meant(node: unknown): unknown {
    return this.aliases.get(node) ?? node;
  }

  lineOf(node: unknown, otherwise: number): number {
    const start = (node as Node | undefined)?.range?.[0];
    return start === undefined ? otherwise : this.lines.linePos(start).line;
  }

  map(node: unknown, field: string, line: number): YAMLMap {
    const meant = this.meant(node);
    if (isMap(meant)) return meant;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}`, 'expected a mapping');
  }

  list(node: unknown, field: string, line: number): unknown[] {
    const meant = this.meant(node);
    if (isSeq(meant)) return meant.items;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}`, 'expected a list');
  }

  text(map: YAMLMap, key: string, field: string, line: number): string {
    const node = map.get(key, true);
    const value = this.value(node);
    if (typeof value === 'string') return value;
    throw badErt(this.lineOf(node, line), `has a wrong ${field}.${key}`, 'expected a text');
  }

  private value(node: unknown): unknown {
    const meant = this.meant(node);
    return isScalar(meant) ? meant.value : undefined;
  }

  action(node: unknown, field: string, line: number): ErtAction {
    const action = this.map(node, field, line);
    const at = this.lineOf(action, line);
    const energy = action.get('energy', true);
    const value = this.value(energy);
    if (typeof value !== 'number' || !(value >= 0 && Number.isFinite(value))) {
      const problem = `has a wrong ${field}.energy`;
      throw badErt(this.lineOf(energy, at), problem, 'expected a number >= 0 in picojoules');
    }
    const given = this.meant(action.get('arguments', true));
    const pairs = isMap(given)
      ? given.items.map(({ key, value }) => `${String(key)}=${String(this.meant(value))}`)
      : [];
    return {
      name: this.text(action, 'name', field, at),
      arguments: pairs.join(','),
      energy: value,
    };
  }
}

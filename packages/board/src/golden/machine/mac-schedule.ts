import type { MacFields } from './mac-instruction.ts';
import { MacTiming } from './mac-timing.ts';
import type { MachineShape } from './machine-shape.ts';

/** Cycles before the first word of a walk. */
const WALK_START = 1;
/** Cycles between the last word that is read for a column and its first result. */
const AUX_WAIT = 4;

/** What the time of a `MAC` depends on, beside the tiles that a prediction spares. */
export type ScheduledMac = Pick<
  MacFields,
  | 'k'
  | 'columns'
  | 'groups'
  | 'aPlanes'
  | 'bPlanes'
  | 'accumulate'
  | 'residual'
  | 'wideResidual'
  | 'mask'
  | 'predict'
>;

/** The passes of a `MAC` in their time: of each tile, of each plane, each group's. */
export class MacSchedule {
  readonly planes: 1 | 2;
  readonly #shape: MachineShape;
  readonly #mac: ScheduledMac;
  readonly #timing: MacTiming;
  /** Cycles of a column's drain. */
  readonly #column: number;
  /** When the drain of a group's `hi` pass ended. */
  readonly #predicted: Float64Array;
  #columns = 0;

  constructor(shape: MachineShape, mac: ScheduledMac) {
    const { lanes, drainDelay, loaded } = shape;
    const { k, groups = 1 } = mac;
    const aPlanes = mac.aPlanes ? 2 : 1;
    const load = (mac.bPlanes ? 2 : 1) * k;
    const aux = (mac.residual ? (mac.wideResidual ? 2 : 1) : 0) + (mac.mask ? 1 : 0);
    this.#shape = shape;
    this.#mac = mac;
    this.planes = mac.bPlanes ? 2 : aPlanes;
    this.#timing = new MacTiming({
      taken: 2 * WALK_START + aPlanes * groups * k + load,
      loaded,
      load,
      area: lanes ** 2,
      drainDelay,
    });
    const wait = aux > 0 ? aux + AUX_WAIT : 0;
    this.#column = lanes * (mac.accumulate ? 2 : 1) + wait;
    this.#predicted = new Float64Array(groups);
  }

  /** @param columns Of the tile. */
  beginTile(columns: number): void {
    this.#columns = columns;
    this.#timing.beginTile();
  }

  /** The next pass. `spared`: its products are left out, as its group's prediction has decided. */
  pass(plane: number, group: number, spared: boolean): void {
    const { lanes, unload } = this.#shape;
    const predict = this.#mac.predict === true;
    const last = plane === this.planes - 1;
    const end = this.#timing.pass({
      products: spared ? 1 : this.#mac.k,
      unload: spared ? 0 : unload,
      drain: last ? this.#columns * this.#column : predict ? lanes ** 2 : 0,
      port: last,
      after: predict && last ? this.#predicted[group]! : 0,
    });
    if (predict && !last) this.#predicted[group] = end;
  }

  get stalls(): number {
    return this.#timing.stalls;
  }

  /** Cycles of the instruction beside its fetch. */
  get end(): number {
    return this.#timing.end;
  }
}

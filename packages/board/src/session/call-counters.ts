import type { Resident } from '../compiler/resident.ts';
import { ROW_WORDS } from '../golden/machine/counters.ts';
import type { BoardClient } from './board-client.ts';
import { CounterTable } from './counter-table.ts';

/** Counters have 32 bits: no image of a network that fits a board takes 2^26 cycles. */
const IMAGES_A_TABLE = 64;

/** What the hardware counts in a call of a session, however many images that has. */
export class CallCounters {
  readonly #client: BoardClient;
  readonly #resident: Resident;
  readonly #bytes: number;
  /** Words of the table, added up. */
  #sums = new Float64Array();

  constructor(client: BoardClient, resident: Resident) {
    this.#client = client;
    this.#resident = resident;
    this.#bytes = (resident.labels.length + 1) * ROW_WORDS * 4;
  }

  async begin(): Promise<void> {
    this.#sums = new Float64Array(this.#bytes / 4);
    await this.#clear();
  }

  /**
   * Before each image: reads the table as often as its words want it.
   *
   * @param idle Waits for the image before.
   */
  async next(image: number, idle?: () => Promise<void>): Promise<void> {
    if (image === 0 || image % IMAGES_A_TABLE !== 0) return;
    await idle?.();
    await this.#add();
    await this.#clear();
  }

  async end(): Promise<CounterTable> {
    await this.#add();
    return new CounterTable(this.#resident.labels, this.#sums);
  }

  async #clear(): Promise<void> {
    await this.#client.write(this.#resident.table * 4, new Uint8Array(this.#bytes));
  }

  async #add(): Promise<void> {
    const bytes = await this.#client.read(this.#resident.table * 4, this.#bytes);
    const words = new Uint32Array(bytes.buffer);
    this.#sums = this.#sums.map((sum, i) => sum + words[i]!);
  }
}

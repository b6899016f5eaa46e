import { type HostLink, Kind, samplingCommand } from '@picojoule/link';
import { type PowerListener, PowerRecords } from './power-records.ts';

/** Power samples and markers of a board, from when they are switched on until `stop`. */
export class PowerStream {
  readonly #link: HostLink;
  #failure: Error | undefined;
  #stopped = false;

  private constructor(link: HostLink, records: PowerRecords) {
    this.#link = link;
    link.onDelivery(Kind.stream, (payload) => {
      if (this.#failure !== undefined || this.#stopped) return;
      try {
        records.take(payload);
      } catch (error) {
        this.#failure = error as Error;
      }
    });
  }

  /** Switches sampling on. What an earlier program left switched on is switched off first. */
  static async start(link: HostLink, listener: PowerListener): Promise<PowerStream> {
    await link.send(Kind.command, samplingCommand(false));
    await link.flush();
    // What an earlier stream still has on its way is older than this.
    const { sent } = await link.ping();
    const stream = new PowerStream(link, new PowerRecords(link.identity.clock, listener, sent));
    await link.send(Kind.command, samplingCommand(true));
    return stream;
  }

  /**
   * Resolves once `condition` holds; it is looked at after every frame.
   *
   * @throws PicojouleError `POWER_LOST`, `POWER_SENSOR`, `POWER_GAP`, and when the link fails.
   */
  async until(condition: () => boolean): Promise<void> {
    await this.#link.until(() => this.#failure !== undefined || condition());
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Switches sampling off. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#link.send(Kind.command, samplingCommand(false));
    await this.#link.flush();
  }
}

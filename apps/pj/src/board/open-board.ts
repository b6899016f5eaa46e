import { golden, openLink } from '@picojoule/board';
import type { HostLink } from '@picojoule/link';
import { serial } from '@picojoule/serial';
import type { BoardArguments } from './board-arguments.ts';
import { GOLDEN } from './golden-port.ts';

type GoldenTransport = ReturnType<typeof golden>;

export interface OpenBoard {
  readonly link: HostLink;
  /** The golden device, where the board is one: what no real board shows of itself. */
  readonly simulation: GoldenTransport | undefined;
}

/** Opens a link to the board on a port; `options` are those of the golden device. Close it at the end. */
export async function openBoard(
  { port, baud, faults }: BoardArguments,
  options: Parameters<typeof golden>[0] = {},
): Promise<OpenBoard> {
  const simulation = port === GOLDEN ? golden({ ...faults, ...options }) : undefined;
  return { link: await openLink(simulation ?? serial({ baud }), port), simulation };
}

import { board } from '@picojoule/board';
import { serial } from '@picojoule/serial';
import type { ExecutionBackend, Plugin } from '@picojoule/spec';
import { type CommandCall, optionAlone } from '../errors.ts';
import { baudOf } from './board-arguments.ts';
import { GOLDEN } from './golden-port.ts';

/** A port as the user named it. */
export interface PortChoice {
  readonly port: string | undefined;
  readonly baud: string | undefined;
  readonly call: CommandCall;
}

/**
 * The board backend on the port that the command line names, else where it was. Its options do not stay
 * with it: where a board is plugged in is no part of what a run computes, so a run goes on over
 * another port.
 */
export function boardAt(
  backend: Plugin<'backend', ExecutionBackend>,
  { port, baud, call }: PortChoice,
): typeof backend {
  if (backend.name !== board.definition.name) {
    const given = port === undefined ? '--baud' : '--port';
    if (port === undefined && baud === undefined) return backend;
    throw optionAlone(given, 'the board: add --backend board', call);
  }
  if (port === undefined && baud !== undefined) throw optionAlone('--baud', '--port', call);
  if (port === undefined || port === GOLDEN) {
    return { ...(port === GOLDEN ? board() : backend), options: {} };
  }
  const transport = serial({ baud: baudOf(baud, call) });
  return { ...board({ transport, path: port }), options: {} };
}

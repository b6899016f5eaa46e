import { Command, LONGEST_READ, REGISTER_BYTES, WRITE_HEAD } from '../session/commands.ts';
import { packRegister, unpackRegister } from '../session/register.ts';
import type { TensorMachine } from './machine/tensor-machine.ts';

/**
 * Carries out a command on the tensor machine, to its end.
 *
 * @returns The reply, where there is one; that to a `run` is yet to be stamped. What is no command is ignored.
 */
export function carryOut(machine: TensorMachine, payload: Uint8Array): Uint8Array | undefined {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const { bytes } = machine.memory;
  const wrap = (address: number) => address & (bytes.length - 1);
  const long = payload.length >= WRITE_HEAD;
  switch (payload[0]) {
    case Command.write:
      if (!long) return undefined;
      if (isOfRegisters(payload)) {
        setRegisters(machine, view);
        return undefined;
      }
      payload.subarray(WRITE_HEAD).forEach((byte, i) => {
        bytes[wrap(view.getUint32(1, true) + i)] = byte;
      });
      return undefined;
    case Command.spread: {
      if (!long) return undefined;
      const { lanes } = machine.shape;
      payload.subarray(WRITE_HEAD).forEach((byte, i) => {
        const at = view.getUint32(1, true) + i * lanes;
        for (let lane = 0; lane < lanes; lane++) bytes[wrap(at + lane)] = lane === 0 ? byte : 0;
      });
      return undefined;
    }
    case Command.read: {
      if (payload.length < 6) return undefined;
      const [address, length] = [view.getUint32(1, true), payload[5]!];
      const of = isOfRegisters(payload) ? registerBytes(machine) : bytes;
      const reply = new Uint8Array(WRITE_HEAD + Math.min(LONGEST_READ, length));
      reply.set(payload.subarray(0, WRITE_HEAD));
      for (let i = WRITE_HEAD; i < reply.length; i++) {
        reply[i] = of[(address + i - WRITE_HEAD) & (of.length - 1)]!;
      }
      return reply;
    }
    case Command.run:
      return payload.length < 9 ? undefined : run(machine, view.getUint32(1, true), payload);
    default:
      return undefined;
  }
}

/** Whether the address of a `write` or `read` is of the exponent registers. */
export const isOfRegisters = (payload: Uint8Array): boolean => (payload[3]! & 0x80) !== 0;

/** All of them, as they are read. */
function registerBytes({ registers: { e, bits } }: TensorMachine): Uint8Array {
  const packed = Uint16Array.from(e, (one, i) => packRegister(one, bits[i]!));
  return new Uint8Array(packed.buffer);
}

/** What of the bytes of a `write` are whole registers. */
function setRegisters({ registers }: TensorMachine, view: DataView): void {
  const first = view.getUint32(1, true) / REGISTER_BYTES;
  for (let i = 0; WRITE_HEAD + (i + 1) * REGISTER_BYTES <= view.byteLength; i++) {
    const { e, bits } = unpackRegister(view.getUint16(WRITE_HEAD + i * REGISTER_BYTES, true));
    registers.e[(first + i) & 63] = e;
    registers.bits[(first + i) & 63] = bits;
  }
}

function run(machine: TensorMachine, index: number, payload: Uint8Array): Uint8Array {
  const { illegal } = machine.run(index);
  const reply = new Uint8Array(11);
  reply.set(payload.subarray(5, 9), 1);
  reply[0] = illegal === undefined ? Command.run : Command.illegal;
  return reply;
}

/** Writes the cycle of the device's counter at which a program ended into the reply to its `run`. Others have none. */
export function stampEnd(reply: Uint8Array, cycle: number): void {
  if (reply[0] === Command.read) return;
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length);
  view.setUint32(5, cycle % 2 ** 32, true);
  view.setUint16(9, Math.floor(cycle / 2 ** 32) % 2 ** 16, true);
}

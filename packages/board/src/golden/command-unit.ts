import { Command, LONGEST_READ, REGISTER_BYTES, WRITE_HEAD } from '../session/commands.ts';
import { packRegister, unpackRegister } from './machine/rounding.ts';
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
      if (payload.length < 7) return undefined;
      const [address, length] = [view.getUint32(1, true), view.getUint16(5, true)];
      const reply = new Uint8Array(WRITE_HEAD + Math.min(LONGEST_READ, length));
      reply.set(payload.subarray(0, WRITE_HEAD));
      for (let i = WRITE_HEAD; i < reply.length; i++) {
        reply[i] = bytes[wrap(address + i - WRITE_HEAD)]!;
      }
      return reply;
    }
    case Command.set:
      for (let at = 2, i = payload[1]!; at + REGISTER_BYTES <= payload.length; i++) {
        const { e, bits } = unpackRegister(view.getUint16(at, true));
        machine.registers.e[i & 63] = e;
        machine.registers.bits[i & 63] = bits;
        at += REGISTER_BYTES;
      }
      return undefined;
    case Command.get:
      return payload.length < 3 ? undefined : registers(machine, payload[1]!, payload[2]!);
    case Command.run:
      return payload.length < 9 ? undefined : run(machine, view.getUint32(1, true), payload);
    default:
      return undefined;
  }
}

function registers({ registers: { e, bits } }: TensorMachine, first: number, count: number) {
  const reply = new Uint8Array(2 + count * REGISTER_BYTES);
  reply.set([Command.get, first]);
  const view = new DataView(reply.buffer);
  for (let i = 0; i < count; i++) {
    const at = (first + i) & 63;
    view.setUint16(2 + i * REGISTER_BYTES, packRegister(e[at]!, bits[at]!), true);
  }
  return reply;
}

function run(machine: TensorMachine, index: number, payload: Uint8Array): Uint8Array {
  const { illegal } = machine.run(index);
  const reply = new Uint8Array(11);
  const view = new DataView(reply.buffer);
  reply.set(payload.subarray(5, 9), 1);
  if (illegal !== undefined) {
    reply[0] = Command.illegal;
    view.setUint32(5, illegal, true);
    return reply.subarray(0, 9);
  }
  reply[0] = Command.run;
  return reply;
}

/** Writes the cycle of the device's counter at which a program ended into the reply to its `run`. Others have none. */
export function stampEnd(reply: Uint8Array, cycle: number): void {
  if (reply[0] !== Command.run) return;
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length);
  view.setUint32(5, cycle % 2 ** 32, true);
  view.setUint16(9, Math.floor(cycle / 2 ** 32) % 2 ** 16, true);
}

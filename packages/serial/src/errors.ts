import { PicojouleError } from '@picojoule/spec';

export const noUdevadm = (cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_NO_UDEVADM',
    message: 'Serial ports cannot be listed: the program udevadm, which knows them, is not there.',
    next: 'Install udev (Debian: apt install udev), or name the port: /dev/ttyUSB0, /dev/ttyUSB1 ...',
    cause,
  });

export const listFailed = (cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_LIST',
    message: `Serial ports cannot be listed: ${messageOf(cause)}.`,
    next: 'Name the port instead: /dev/ttyUSB0, /dev/ttyUSB1 ...',
    cause,
  });

export const noPort = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_NO_PORT',
    message: `There is no serial port ${path}.`,
    next: 'Plug the board in, and look for its port with `pj board list`.',
    cause,
  });

export const noPermission = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_NO_PERMISSION',
    message: `You may not open ${path}.`,
    next: 'Join the group that owns it (Debian: sudo usermod -aG dialout $USER) and log in again.',
    cause,
  });

export const portBusy = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_BUSY',
    message: `${path} is in use by another program.`,
    next: `Close that program; fuser ${path} says which one it is.`,
    cause,
  });

export const openFailed = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_OPEN',
    message: `${path} cannot be opened as a serial port: ${messageOf(cause)}.`,
    next: 'Check that it is a serial device and that it supports the baud rate.',
    cause,
  });

export const unplugged = (path: string, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_UNPLUGGED',
    message: `${path} went away in the middle of a transfer.`,
    next: 'Plug the board in again and run the same command again. A training goes on from its checkpoint.',
    cause,
  });

export const portClosed = (path: string) =>
  new PicojouleError({
    code: 'SERIAL_CLOSED',
    message: `${path} was used after it was closed.`,
    next: 'Open it again.',
  });

export const baudRefused = (path: string, rate: number, cause: unknown) =>
  new PicojouleError({
    code: 'SERIAL_BAUD',
    message: `${path} does not take ${rate} baud: ${messageOf(cause)}.`,
    next: 'Choose a rate of its USB bridge; 3000000, 2000000, 1500000 and 1000000 work on both boards.',
    cause,
  });

/** The binding begins its messages with "Error: ". */
const messageOf = (cause: unknown) =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/^Error: |\.$/g, '');

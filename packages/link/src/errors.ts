import { PicojouleError } from '@picojoule/spec';

export const noAnswer = (attempts: number, seconds: number) =>
  new PicojouleError({
    code: 'LINK_NO_ANSWER',
    message: `The board did not answer ${attempts} greetings in ${seconds.toFixed(1)} s.`,
    next: 'Check that it is powered, that its bitstream is loaded, the port, and the baud rate.',
  });

export const wrongVersion = (ours: number, theirs: number) =>
  new PicojouleError({
    code: 'LINK_VERSION',
    message: `The board speaks version ${theirs} of the link protocol, this program version ${ours}.`,
    next: 'Flash the bitstream that belongs to this version of Picojoule.',
  });

export const boardSilent = (seconds: number) =>
  new PicojouleError({
    code: 'LINK_SILENT',
    message: `The board has not answered for ${seconds.toFixed(1)} s.`,
    next: "Check the cable and the board's supply; then run the same command again. A training goes on from its checkpoint.",
  });

export const boardReset = () =>
  new PicojouleError({
    code: 'LINK_RESET',
    message: 'The board was reset: it does not know the session any more.',
    next: 'Run the same command again. A training goes on from its checkpoint.',
  });

export const linkClosed = () =>
  new PicojouleError({
    code: 'LINK_CLOSED',
    message: 'The link is closed.',
    next: 'Open it again.',
  });

export const payloadTooLong = (length: number, most: number) =>
  new PicojouleError({
    code: 'LINK_PAYLOAD',
    message: `A payload of ${length} bytes was to be sent; a frame holds ${most}.`,
    next: 'Send it in parts.',
  });

export const noBaudControl = () =>
  new PicojouleError({
    code: 'LINK_BAUD',
    message: 'This transport has no baud rate to change.',
    next: 'Leave the rate as it is: a pseudo-terminal moves bytes as fast as they come.',
  });

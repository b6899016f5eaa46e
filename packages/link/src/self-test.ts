import { Kind, LARGEST_PAYLOAD } from './frame.ts';
import type { HostLink } from './host-link.ts';
import { Prbs31 } from './prbs.ts';
import { takeBytes } from './take-bytes.ts';

export interface SelfTestResult {
  readonly bytes: number;
  /** Bytes that came back changed, missing or out of order: what the protocol let through. */
  readonly wrong: number;
  /** Frames that the checksum or the framing refused, on the host's side. */
  readonly refused: number;
  /** Frames that the host sent again. */
  readonly repeated: number;
  /** Bit error rate of the wire as seen by the host: from the share of refused frames. */
  readonly bitErrorRate: number;
  readonly seconds: number;
  /** Payload bytes per second, each way. */
  readonly bytesPerSecond: number;
}

/**
 * Sends so many bytes of a pseudo-random sequence, at least 1, that the board sends back, and compares.
 *
 * @param now Milliseconds, for the rate.
 * @throws PicojouleError what made the link fail.
 */
export async function selfTest(
  link: HostLink,
  bytes: number,
  now: () => number,
  onProgress: (done: number) => void = () => {},
): Promise<SelfTestResult> {
  const expected = new Prbs31();
  const sent = new Prbs31();
  const refusedBefore = refusedBy(link);
  const repeatedBefore = link.endpoint.repeated;
  let [done, wrong, frames] = [0, 0, 0];
  link.onDelivery(Kind.test, (payload) => {
    for (const byte of payload) if (byte !== expected.next()) wrong++;
    done += payload.length;
    frames++;
    onProgress(done);
  });
  const start = now();
  for (let left = bytes; left > 0; left -= LARGEST_PAYLOAD) {
    await link.send(Kind.test, sent.fill(takeBytes(Math.min(left, LARGEST_PAYLOAD))));
  }
  await link.until(() => done >= bytes);
  const seconds = (now() - start) / 1000;
  const refused = refusedBy(link) - refusedBefore;
  const bitsPerFrame = ((done / Math.max(1, frames)) * 8 || 8) + 80;
  return {
    bytes: done,
    wrong,
    refused,
    repeated: link.endpoint.repeated - repeatedBefore,
    bitErrorRate: frames === 0 ? 0 : -Math.log1p(-refused / (refused + frames)) / bitsPerFrame,
    seconds,
    bytesPerSecond: done / seconds,
  };
}

const refusedBy = ({ deframer }: HostLink) =>
  Object.values(deframer.faults).reduce((sum, count) => sum + count, 0);

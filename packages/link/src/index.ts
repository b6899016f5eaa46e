export { type ClockFit, fitClock } from './clock-fit.ts';
export { decodeCobs, encodeCobs } from './cobs.ts';
export { connectDevice, type DeviceConnection } from './device-connection.ts';
export { DeviceLink, type DeviceLinkOptions } from './device-link.ts';
export { type Delivery, Endpoint } from './endpoint.ts';
export { type Faults, faultyWire } from './faulty-wire.ts';
export { Kind, LARGEST_PAYLOAD, type SequencedKind } from './frame.ts';
export { type Clock, HostLink, type HostLinkOptions, type RoundTrip } from './host-link.ts';
export type { Identity } from './identity.ts';
export { Prbs31 } from './prbs.ts';
export { raiseBaud } from './raise-baud.ts';
export {
  type BoardRecord,
  encodeRecord,
  MARKER,
  markerCommand,
  RecordReader,
  SAMPLING,
  samplingCommand,
} from './records.ts';
export { type SelfTestResult, selfTest } from './self-test.ts';
export { simulatedClock } from './simulated-clock.ts';

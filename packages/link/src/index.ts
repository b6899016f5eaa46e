export { type ClockFit, fitClock } from './clock-fit.ts';
export { decodeCobs, encodeCobs } from './cobs.ts';
export { DeviceLink, type DeviceLinkOptions } from './device-link.ts';
export { type Delivery, Endpoint } from './endpoint.ts';
export { Kind, LARGEST_PAYLOAD, type SequencedKind } from './frame.ts';
export { type Clock, HostLink, type HostLinkOptions, type RoundTrip } from './host-link.ts';
export type { Identity } from './identity.ts';
export { Prbs31 } from './prbs.ts';
export { type SelfTestResult, selfTest } from './self-test.ts';

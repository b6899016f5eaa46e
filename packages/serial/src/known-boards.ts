/** USB bridges of the boards that Picojoule knows, by vendor and product in lower-case hexadecimal. */
const BRIDGES: Readonly<Record<string, string>> = {
  '0403:6010': 'FTDI FT2232H: iCEBreaker has one (its second port is the UART)',
  '0403:6015': 'FTDI FT231X: ULX3S has one',
};

/** What a port is, in one line: the board where its bridge is known, else what USB says of itself. */
export function describePort({
  manufacturer,
  vendorId,
  productId,
}: {
  readonly manufacturer?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
}): string {
  if (vendorId === undefined || productId === undefined) return manufacturer ?? 'no USB device';
  const id = `${vendorId}:${productId}`.toLowerCase();
  return BRIDGES[id] ?? `${manufacturer ?? 'unknown maker'} (USB ${id})`;
}

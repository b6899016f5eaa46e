/** Codes of TensorProto.data_type. */
export const ElementType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  BFLOAT16: 16,
} as const;

const names = new Map<number, string>([
  ...Object.entries(ElementType).map(([name, code]) => [code, name.toLowerCase()] as const),
  [14, 'complex64'],
  [15, 'complex128'],
]);

export const elementTypeName = (code: number): string => names.get(code) ?? `number ${code}`;

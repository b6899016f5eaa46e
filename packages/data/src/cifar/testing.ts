/** A batch as NumPy pickled it under Python 2, protocol 2, written opcode by opcode. */
export function pickledBatch(
  labels: readonly number[],
  images: Uint8Array,
  key: 'labels' | 'fine_labels',
): Uint8Array {
  const text = (value: string) => Buffer.from(value, 'latin1');
  const short = (value: string) => Buffer.concat([text('U'), Buffer.of(value.length), text(value)]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(images.length);
  const shape = Buffer.concat([
    text('M'),
    Buffer.of(labels.length, 0),
    text('M'),
    Buffer.of(0, 12),
  ]);
  return Buffer.concat([
    Buffer.of(0x80, 2),
    text('}q\x01('),
    short('batch_label'),
    short('training batch 1 of 5'),
    short(key),
    text(']q\x02('),
    ...labels.map((label) => Buffer.of(0x4b, label)),
    text('e'),
    short('data'),
    text(
      'cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\0\x85q\x05U\x01b\x87Rq\x06',
    ),
    text('(K\x01'),
    shape,
    text(
      '\x86cnumpy\ndtype\nU\x02u1K\0K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb\x89T',
    ),
    size,
    images,
    text('tbu.'),
  ]);
}

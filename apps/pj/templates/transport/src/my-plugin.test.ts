import { expect, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

test('bytes come back in order, in chunks', async () => {
  const connection = await myPlugin({ chunk: 2 }).open('loop');
  await connection.write(Uint8Array.of(1, 2, 3));
  await connection.write(Uint8Array.of(4));
  await connection.close();
  const chunks: number[][] = [];
  for await (const bytes of connection.read()) chunks.push([...bytes]);
  expect(chunks).toEqual([[1, 2], [3], [4]]);
});

test('a device that is not there is named', async () => {
  await expect(myPlugin().open('/dev/none')).rejects.toThrow(/\/dev\/none/);
});

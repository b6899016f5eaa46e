import { type Random, sizeOf, type Tensor } from '@picojoule/spec';

/** Normal numbers of mean 0 and variance 2 / fanIn (He et al., "Delving Deep into Rectifiers", ICCV 2015). */
export function heNormal(shape: readonly number[], fanIn: number, random: Random): Tensor {
  const deviation = Math.sqrt(2 / fanIn);
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) values[i] = deviation * random.normal();
  return { type: 'float32', shape, values };
}

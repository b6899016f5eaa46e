import { createRandom, type Dataset, type Plugin, type Split } from '@picojoule/spec';
import { asPlugin } from '../as-plugin.ts';
import { sessionClosed, wrongCall } from '../errors.ts';

export interface FakeDatasetOptions {
  /** 3 by default. */
  readonly classes?: number;
  /** Images per split: 512 and 128 by default. */
  readonly size?: Readonly<Record<Split, number>>;
  /** [C, H, W]; [1, 8, 8] by default. */
  readonly shape?: readonly [number, number, number];
  readonly seed?: number;
  /** Deviation of the noise, where the pattern has amplitude 1; 0.3 by default. */
  readonly noise?: number;
}

const [MEAN, DEVIATION] = [0.5, 0.25];

/**
 * Synthetic images that a small CNN tells apart within a few steps: each class is a grating of its own
 * direction, of drawn phase, in noise. Image i of a split depends on the seed, the split and i alone,
 * and is made when it is read.
 */
export function fakeDataset(options: FakeDatasetOptions = {}): Plugin<'dataset', Dataset> {
  const { classes = 3, shape = [1, 8, 8], seed = 1, noise = 0.3 } = options;
  const { size = { train: 512, test: 128 } } = options;
  const [channels, height, width] = shape;
  const pixels = channels * height * width;

  function draw(split: Split, index: number, image: Float32Array): number {
    const random = createRandom(seed, `fake-dataset/${split}/${index}`);
    const label = random.integer(classes);
    const angle = (Math.PI * label) / classes;
    const phase = 2 * Math.PI * random.next();
    for (let i = 0; i < pixels; i++) {
      const [y, x] = [Math.floor(i / width) % height, i % width];
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      const value = Math.sin((Math.PI / 2) * along + phase) + noise * random.normal();
      const pixel = Math.min(255, Math.max(0, Math.round(127.5 + 64 * value))) / 255;
      image[i] = (pixel - MEAN) / DEVIATION;
    }
    return label;
  }

  return asPlugin(
    'dataset',
    'fake',
    {
      async open() {
        let open = true;
        return {
          info: {
            title: 'Gratings (synthetic)',
            classes: Array.from({ length: classes }, (_, label) => `${label}`),
            shape,
            size,
            mean: Array.from({ length: channels }, () => MEAN),
            deviation: Array.from({ length: channels }, () => DEVIATION),
            licence: 'MIT',
            source: 'made by the testkit',
          },
          async read(split, indices) {
            if (!open) throw sessionClosed();
            const images = new Float32Array(indices.length * pixels);
            const labels = Int32Array.from(indices, (index, i) => {
              if (!(Number.isInteger(index) && index >= 0 && index < size[split])) {
                throw wrongCall(
                  `There is no image ${index} in ${split}, which has ${size[split]}.`,
                );
              }
              return draw(split, index, images.subarray(i * pixels, (i + 1) * pixels));
            });
            return { images, labels };
          },
          async close() {
            open = false;
          },
        };
      },
    },
    options,
  );
}

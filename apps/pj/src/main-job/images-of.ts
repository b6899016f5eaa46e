import type { EnergyModel } from '@picojoule/spec';

/** Images that an energy of a batch is divided by: one where the network as a whole is counted. */
export const imagesOf = (model: EnergyModel, batch: number): number =>
  model.estimate([]).proxy?.perImage === false ? 1 : batch;

import type { EnergyModel, EnergyUnit } from '@picojoule/spec';
import { type Combined, combined, layersNamed, record, unitOf } from './combined.ts';
import { dispatch, type NameOf } from './dispatch.ts';

/** Models by the name of the layer that they price; `'*'` prices every layer that is not named. */
export type LayerModels<Unit extends EnergyUnit> = Readonly<Record<string, EnergyModel<Unit>>>;

/**
 * A model that prices each layer by the model of its name, such as a network cut over two chips. A
 * layer that is not named is priced by `'*'`, and unpriced without one.
 *
 * Models of two units do not compile.
 *
 * @example perLayer({ CONV1: eyeriss({ chip: 'jssc17' }), '*': eyeriss() })
 * @throws PicojouleError `ENERGY_UNITS`.
 */
export function perLayer(models: LayerModels<'MAC'>): Combined<'MAC'>;
export function perLayer(models: LayerModels<'J'>): Combined<'J'>;
export function perLayer<Unit extends EnergyUnit>(models: LayerModels<Unit>): Combined<Unit> {
  const entries = Object.entries(models);
  const unit = unitOf(
    'perLayer',
    entries.map(([, model]) => model),
  );
  const name = (of: NameOf<Unit>) =>
    entries.map(([layer, each]) => `${layer}: ${of(each)}`).join('; ');
  const model = dispatch<Unit>(unit, name, ({ layer }) => {
    const own = Object.hasOwn(models, layer) ? models[layer] : undefined;
    const chosen = own ?? (Object.hasOwn(models, '*') ? models['*'] : undefined);
    return chosen === undefined ? { unpriced: 'no model is given for it' } : { model: chosen };
  });
  const options = Object.fromEntries(entries.map(([layer, each]) => [layer, record(each)]));
  const named = layersNamed(
    Object.values(models),
    Object.keys(models).filter((layer) => layer !== '*'),
  );
  return combined('per-layer', { models: options }, { ...model, ...named });
}

import { PicojouleError, type Workload } from '@picojoule/spec';

const nameOf = ({ layer, pass }: Workload) =>
  pass === 'forward' ? `Layer "${layer}"` : `The ${pass} pass of layer "${layer}"`;

/** A dimension that no layer can have: the fault of whoever made the workload. */
export const badWorkload = (workload: Workload, field: string, found: unknown, expected: string) =>
  new PicojouleError({
    code: 'ENERGY_WORKLOAD',
    message: `${nameOf(workload)} has ${field} = ${String(found)}; expected ${expected}.`,
    next: 'Correct the workload, or make it with workloadsOf(graph) from @picojoule/graph.',
  });

/** The chip or architecture that an option of the model names, or describes. */
interface Target {
  readonly option: 'chip' | 'architecture';
  readonly name: string;
}

/** No mapping meets the limits. */
export const unmappable = (workload: Workload, { option, name }: Target, constraint: string) =>
  new PicojouleError({
    code: 'ENERGY_UNMAPPABLE',
    message: `${nameOf(workload)} cannot be mapped onto ${name}: ${constraint}.`,
    next: `Choose another ${option}, or split the layer.`,
  });

/** The search for a mapping ended before it met one. */
export const searchEndedEarly = (
  workload: Workload,
  architecture: string,
  limit: number,
  normal: number,
) =>
  new PicojouleError({
    code: 'ENERGY_SEARCH_LIMIT',
    message: `${nameOf(workload)} has no mapping onto ${architecture} yet: searchLimit = ${limit} ended the search before it met one.`,
    next: `Raise searchLimit (${normal} if it is left out), or give the layer's mapping.`,
  });

/** The option of a model that holds mappings by layer. */
type MappingOption = 'mapping' | 'mappings';

/** A mapping given by hand does not fit the layer or the chip. */
export const impossibleMapping = (
  workload: Workload,
  option: MappingOption,
  chip: string,
  problem: string,
) =>
  new PicojouleError({
    code: 'ENERGY_MAPPING',
    message: `${nameOf(workload)} cannot take the given mapping on ${chip}: ${problem}.`,
    next: `Correct the option ${option}.${workload.layer}, or leave it out to have the layer searched.`,
  });

/** A mapping is given for a layer that has none. */
export const nothingToMap = (workload: Workload, option: MappingOption) =>
  new PicojouleError({
    code: 'ENERGY_MAPPING',
    message: `${nameOf(workload)} cannot take the given mapping: ${workload.op} has no MACs to map.`,
    next: `Leave out the option ${option}.${workload.layer}; CONV and FC layers have mappings.`,
  });

/** A line of a network file that is not as the format says. */
export const badNetworkLine = (line: number, problem: string) =>
  new PicojouleError({
    code: 'ENERGY_NETWORK_FILE',
    message: `Network file: line ${line} ${problem}.`,
    next: 'Correct the line; docs/guide/estimating.md lists its 25 fields.',
  });

/** A field of a network file that is not what the format or the other fields ask for. */
export const badNetworkField = (line: number, field: string, expected: string, found: unknown) =>
  badNetworkLine(line, `has a wrong ${field}: expected ${expected}; found "${shorten(found)}"`);

const shorten = (found: unknown) => {
  const text = String(found);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
};

/** The whole file is out of bounds, before any line is read. */
export const badNetworkFile = (problem: string) =>
  new PicojouleError({
    code: 'ENERGY_NETWORK_FILE',
    message: `Network file: ${problem}.`,
    next: 'Give one line of 25 comma-separated numbers per CONV or FC layer.',
  });

/** A workload that the 25-field format has no way to say. */
export const notInNetworkFormat = (workload: Workload, reason: string) =>
  new PicojouleError({
    code: 'ENERGY_NETWORK_FORMAT',
    message: `${nameOf(workload)} does not fit the 25-field network format: ${reason}.`,
    next: 'Leave this workload out, or use the JSON format of `pj estimate`.',
  });

/** Only what is in MACs becomes joules by the energy of one, for callers that the types do not hold. */
export const notInMacs = (model: string, unit: string) =>
  new PicojouleError({
    code: 'ENERGY_UNITS',
    message: `inJoules is given a model in ${unit}: ${model}.`,
    next: 'Give it one in MACs, such as eyeriss().',
  });

/** Models in MACs and in joules have no sum, nor has either with a count. */
export const mixedUnits = (combinator: string, models: readonly string[]) =>
  new PicojouleError({
    code: 'ENERGY_UNITS',
    message:
      models.length === 0
        ? `${combinator} is given no energy model.`
        : `${combinator} is given energy models of two units: ${models.join('; ')}.`,
    next: 'Combine models of one unit; inJoules turns one in MACs into one in joules.',
  });

/** A factor that is no energy. */
export const badEnergyPerMac = (found: unknown) =>
  new PicojouleError({
    code: 'ENERGY_PER_MAC',
    message: `The energy of one MAC is ${String(found)} J; expected a number from 0 on.`,
    next: 'Give joules, such as joules(2e-12), or an entry of a technology.',
  });

/** A line of an Accelergy energy reference table that is not as the format says. */
export const badErt = (line: number, problem: string, expected: string) =>
  new PicojouleError({
    code: 'ENERGY_ERT',
    message: `Energy reference table: line ${line} ${problem}: ${expected}.`,
    next: 'Give the ERT.yaml that Accelergy writes: ERT.tables, each with name and actions.',
  });

/** What is no energy reference table at all. */
export const badErtText = (problem: string) =>
  new PicojouleError({
    code: 'ENERGY_ERT',
    message: `Energy reference table: ${problem}.`,
    next: 'Give the text of the ERT.yaml that Accelergy writes, with the components that are used.',
  });

/** A number of actions that cannot be. */
export const badErtCount = (component: string, action: string, count: unknown) =>
  new PicojouleError({
    code: 'ENERGY_ERT_COUNT',
    message: `The count of ${component}.${action} is ${String(count)}; expected a number from 0 on.`,
    next: 'Correct the counts of actions.',
  });

/** An entry that an energy reference table does not have, or has several times. */
export const noErtEntry = (
  what: 'component' | 'action',
  name: string,
  found: number,
  known: readonly string[],
) =>
  new PicojouleError({
    code: 'ENERGY_ERT_ENTRY',
    message: `The energy reference table has ${found === 0 ? 'no' : found} ${what}${found > 1 ? 's' : ''} "${name}".`,
    next: `Choose one of: ${someOf(known)}.`,
  });

const SHOWN = 20;

/** Names in a message; of many the first. */
export const someOf = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;

/** A place that cannot take energies from a table. */
export const badErtPlace = (problem: string, known: readonly string[]) =>
  new PicojouleError({
    code: 'ENERGY_ERT_PLACE',
    message: `Energies cannot be taken from the table: ${problem}.`,
    next: `Use: ${known.join(', ')}.`,
  });

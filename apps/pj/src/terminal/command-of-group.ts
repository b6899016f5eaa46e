import { PicojouleError } from '@picojoule/spec';
import { USAGE } from '../errors.ts';

/** Of commands that begin with one word, such as `board`, the rest is missing or wrong. */
export const commandOfGroup = (
  first: string,
  second: string | undefined,
  group: readonly string[],
) =>
  new PicojouleError({
    code: `${USAGE}_COMMAND`,
    message:
      second === undefined || second.startsWith('-')
        ? `\`pj ${first}\` needs another word.`
        : `There is no command "${first} ${second}".`,
    next: `There are: ${group.map((name) => `\`pj ${name}\``).join(', ')}.`,
  });

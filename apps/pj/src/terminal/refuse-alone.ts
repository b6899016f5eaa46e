import { type CommandCall, optionAlone } from '../errors.ts';

/**
 * Refuses options that only say how another one is done, where that is not given.
 *
 * @throws PicojouleError of usage.
 */
export function refuseAlone<Args extends object>(
  args: Args,
  options: readonly (keyof Args & string)[],
  needed: keyof Args & string,
  call: CommandCall,
): void {
  if (args[needed] !== undefined && args[needed] !== false) return;
  const alone = options.find((option) => args[option] !== undefined);
  if (alone !== undefined) throw optionAlone(`--${alone}`, `--${needed}`, call);
}

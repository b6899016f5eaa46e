import type { Machine } from '../machine.ts';
import type { TfjsNodePackage } from '../package.ts';
import type { WheelPin } from '../pins.ts';

/** What a way that builds is given. */
export interface WayContext {
  readonly machine: Machine;
  readonly tfjsNode: TfjsNodePackage;
  readonly wheels: readonly WheelPin[];
  /** An empty folder on the file system of the cache; becomes the build when the way works. */
  readonly workDir: string;
  readonly report: (line: string) => void;
}

/** What a way left in its work folder. */
export interface BuiltBinding {
  /** Relative to the work folder. */
  readonly binding: string;
  /** All files of the build, the binding included; anything else may be removed. */
  readonly files: readonly string[];
}

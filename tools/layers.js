// The layers of the workspace: spec <- libraries <- plugins and engine, as siblings <- apps.
// The testkit, and another plugin as an oracle, may be used by tests alone.

/** Which layers the sources of each layer may import. */
const allowed = {
  spec: [],
  library: ['spec', 'library'],
  plugin: ['spec', 'library'],
  engine: ['spec', 'library'],
  testkit: ['spec'],
  app: ['spec', 'library', 'plugin', 'engine'],
  example: ['spec', 'library', 'plugin', 'example'],
};

/** What the tests of a layer may import on top. */
const allowedInTests = {
  spec: [],
  library: ['testkit'],
  plugin: ['testkit', 'plugin'],
  engine: ['testkit'],
  testkit: [],
  app: ['testkit'],
  example: ['testkit'],
};

/**
 * The constraints for `@nx/enforce-module-boundaries`.
 * @param {{ testing: boolean }} options
 */
export function layers({ testing }) {
  return /** @type {(keyof typeof allowed)[]} */ (Object.keys(allowed)).map((layer) => ({
    sourceTag: `type:${layer}`,
    onlyDependOnLibsWithTags: [...allowed[layer], ...(testing ? allowedInTests[layer] : [])].map(
      (name) => `type:${name}`,
    ),
  }));
}

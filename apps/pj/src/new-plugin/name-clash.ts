import type { PluginName } from './plugin-name.ts';
import type { Files } from './template.ts';

/** Whether a name stands in a template already, where two things would then be called the same. */
export function clashes(template: Readonly<Files>, { kebab, camel }: PluginName): boolean {
  const sources = Object.keys(template).filter((path) => path.endsWith('.ts'));
  const { dependencies, devDependencies } = JSON.parse(template['package.json']!);
  return (
    sources.some((path) => identifiersOf(template[path]!).has(camel)) ||
    sources.includes(`src/${kebab}.ts`) ||
    Object.hasOwn({ ...dependencies, ...devDependencies }, kebab)
  );
}

const COMMENTS_AND_STRINGS = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'/g;

/** All words of the code: those of properties too, which do no harm but are hard to tell apart. */
const identifiersOf = (source: string): Set<string> =>
  new Set(source.replaceAll(COMMENTS_AND_STRINGS, ' ').match(/[\w$]+/g));

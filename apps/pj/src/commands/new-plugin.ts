import { basename, dirname, join, resolve } from 'node:path';
import type { PluginKind } from '@picojoule/spec';
import { defineCommand } from '../command.ts';
import { argumentValue } from '../errors.ts';
import { workspaceAbove } from '../files/workspace-above.ts';
import { createPlugin } from '../new-plugin/create-plugin.ts';
import { clashes } from '../new-plugin/name-clash.ts';
import { pluginName } from '../new-plugin/plugin-name.ts';
import { readTemplate } from '../new-plugin/template.ts';
import { packageManagerOf } from '../new-plugin/workspace.ts';
import { builtins } from '../plugins/builtins.ts';
import { nearest } from '../terminal/nearest.ts';

const KINDS = Object.keys(builtins) as PluginKind[];
const example = 'pj new plugin energy my-model';
const CLASH_FREE = 'a name that its template does not use for something else';
const OWN = Object.values(builtins).flatMap((ofKind) => Object.keys(ofKind));
const NOT_OWN = 'a name that no plugin of Picojoule has';
const call = { command: 'new plugin', example };

export const newPlugin = defineCommand({
  example,
  args: {
    kind: { type: 'positional', required: true, description: KINDS.join(', ') },
    name: {
      type: 'positional',
      required: true,
      description: 'Of the package and the plugin: my-model',
    },
    directory: {
      type: 'string',
      valueHint: 'folder',
      description:
        'Where to write it; by default a folder of its name, in a checkout below packages/',
    },
  },
  async run({ kind, name, directory }, invocation) {
    const wanted = KINDS.find((known) => known === kind);
    if (wanted === undefined)
      throw argumentValue('kind', kind, KINDS.join(', '), nearest(kind, KINDS), call);
    const names = pluginName(name);
    if ('problem' in names) throw argumentValue('name', name, names.problem, undefined, call);
    if (OWN.includes(name)) throw argumentValue('name', name, NOT_OWN, undefined, call);
    const template = readTemplate(wanted);
    if (clashes(template, names)) throw argumentValue('name', name, CLASH_FREE, undefined, call);

    const here = invocation.directory;
    const root = workspaceAbove(here);
    const byDefault = root === undefined ? name : join(root, 'packages', name);
    const folder = resolve(here, directory ?? byDefault);
    const { packageName, files, workspace } = createPlugin(template, names, folder);
    invocation.print({
      title: `New plugin "${name}" (${wanted}) in ${folder}`,
      summary: [
        ...(workspace === undefined
          ? [
              'Next: in that folder `npm install` (or `pnpm install`), `npm test` and `npm run build`.',
            ]
          : [
              `Next: \`npx ${packageManagerOf(workspace)} install && npm run gen && npm run format && npm run build\`.`,
              `Its tests: \`npm test -- packages/${basename(folder)}\`.`,
            ]),
        `In a pj.config.ts: \`import { ${names.camel} } from '${packageName}'\`.`,
      ],
      sections: [
        {
          title: 'Files',
          table: {
            columns: [{ title: 'file' }, { title: 'holds' }],
            rows: files.map((file) => [file, describe(file)]),
          },
        },
      ],
    });
    return 0;
  },
});

function describe(file: string): string {
  if (file.endsWith('.conformance.test.ts')) return 'the laws of its contract';
  if (file.endsWith('.test.ts')) return 'unit tests';
  if (file === 'src/index.ts') return 'what the package exports';
  if (dirname(file) === 'src') return 'the plugin';
  if (file.endsWith('.md')) return 'its documentation';
  return 'how it is built';
}

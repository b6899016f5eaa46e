// Biome does the rest: here only rules that need types, and the layers of the workspace.
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { layers } from './tools/layers.js';

const sources = ['{packages,apps,examples}/*/src/**/*.ts', 'tests/**/*.ts'];
const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/testing.ts', 'tests/**/*.ts'];

/**
 * @param {ReturnType<typeof layers>} depConstraints
 * @returns {import('eslint').Linter.RuleEntry}
 */
const boundaries = (depConstraints) => [
  'error',
  {
    enforceBuildableLibDependency: false,
    allow: [],
    checkDynamicDependenciesExceptions: ['.*'],
    depConstraints,
  },
];

/** @type {import('eslint').Linter.Config[]} */
export default [
  { ignores: ['**/dist/**', '**/node_modules/**', 'apps/*/templates/**', '.nx/**', 'runs/**'] },
  {
    files: sources,
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: './tsconfig.check.json',
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: /** @type {never} */ ({ '@typescript-eslint': tseslint.plugin, '@nx': nx }),
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-array-sort-compare': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@nx/enforce-module-boundaries': boundaries(layers({ testing: false })),
    },
  },
  {
    files: tests,
    rules: { '@nx/enforce-module-boundaries': boundaries(layers({ testing: true })) },
  },
  // They look at the whole from outside, so no layer binds them.
  { files: ['tests/**/*.ts'], rules: { '@nx/enforce-module-boundaries': 'off' } },
];

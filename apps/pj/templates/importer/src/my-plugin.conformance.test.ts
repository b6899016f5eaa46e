import { modelImporterLaws } from '@picojoule/testkit';
import { describe, test } from 'vitest';
import { myPlugin } from './my-plugin.ts';

const sample = new TextEncoder().encode('my-plugin 1\nbatch 3 8 8\nRelu\nSigmoid\n');

describe('my-plugin keeps the laws of model importers', () => {
  for (const law of modelImporterLaws)
    test(law.name, () => law.check({ importer: myPlugin(), sample }));
});

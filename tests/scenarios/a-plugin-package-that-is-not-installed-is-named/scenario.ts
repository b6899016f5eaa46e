import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['estimate', 'network.txt', '--energy', 'no-such-package#model'],
  exitCode: 2,
  stderr: [
    /USAGE_PLUGIN_PACKAGE: The package "no-such-package" cannot be loaded/,
    /npm install no-such-package/,
  ],
});

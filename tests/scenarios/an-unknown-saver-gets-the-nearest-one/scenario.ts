import { defineScenario } from '../../scenario.ts';

export default defineScenario({
  args: ['train', '--savers', 'smd,sing-sgd'],
  exitCode: 2,
  stderr: [/USAGE_PLUGIN_UNKNOWN: .*"sing-sgd"\. Did you mean "sign-sgd"\?/],
});

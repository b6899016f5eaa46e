export { myPlugin } from './my-plugin.ts';

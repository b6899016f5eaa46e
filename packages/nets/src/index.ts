export { type BoardNetOptions, boardNet } from './board-net.ts';
export { type MobileNetOptions, mobileNet } from './mobilenet.ts';
export { type MobileNetV2Options, mobileNetV2 } from './mobilenet-v2.ts';
export { quickstartNet } from './quickstart-net.ts';
export { type ResnetOptions, resnet } from './resnet.ts';
export { type SqueezeNetOptions, squeezeNet } from './squeeze-net.ts';

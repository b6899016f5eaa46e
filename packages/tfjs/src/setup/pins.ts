/** What is installed, pinned. Nothing here names a host: pip knows the lab's index. */

/** The version of `@tensorflow/tfjs-node` whose binding sources are compiled. */
export const TFJS_NODE_VERSION = '4.22.0';

/** The TensorFlow release whose libraries the wheel way takes. */
export const TENSORFLOW_VERSION = '2.21.0';

/** The Node-API level of the binding; every supported Node.js has it. */
export const NAPI_VERSION = 8;

/** One wheel of the Python package index, and the SHA-256 its file must have. */
export interface WheelPin {
  readonly project: string;
  readonly version: string;
  /** As pip wants it, so that the wheel is the same whatever Python is installed. */
  readonly pythonVersion: string;
  readonly abi: string;
  readonly platform: string;
  /** The C library the wheel was built for. */
  readonly glibc: string;
  readonly sha256: string;
  readonly megabytes: number;
}

const wheels: Readonly<Record<string, WheelPin>> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    version: TENSORFLOW_VERSION,
    pythonVersion: '3.11',
    abi: 'cp311',
    platform: 'manylinux_2_27_x86_64',
    glibc: '2.27',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    megabytes: 274,
  },
  // The project without `-cpu` has the Arm wheels; they are for the processor only as well.
  'linux-arm64': {
    project: 'tensorflow',
    version: TENSORFLOW_VERSION,
    pythonVersion: '3.11',
    abi: 'cp311',
    platform: 'manylinux_2_27_aarch64',
    glibc: '2.27',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    megabytes: 282,
  },
};

/** The wheel for a machine, or undefined where none is pinned. */
export function wheelFor(platform: string, arch: string): WheelPin | undefined {
  return wheels[`${platform}-${arch}`];
}

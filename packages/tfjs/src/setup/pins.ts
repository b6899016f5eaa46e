/** What is installed, pinned. Nothing here names a host: pip knows the lab's index. */

/** The version of `@tensorflow/tfjs-node` whose binding sources are compiled. */
export const TFJS_NODE_VERSION = '4.22.0';

/** The TensorFlow release whose libraries the wheel way takes. */
export const TENSORFLOW_VERSION = '2.21.0';

/** The Node-API level of the binding; every supported Node.js has it. */
export const NAPI_VERSION = 8;

/** The oneDNN release whose convolutions are called: oneDNN 3.2, built for OpenMP. */
export const ONEDNN_VERSION = '2023.2.0';

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
  /** Its folder of C headers, with a slash at the end. */
  readonly headers?: string;
  /** What a build keeps: names there, by paths in the wheel. */
  readonly files: Readonly<Record<string, string>>;
}

const fromTensorFlow = {
  version: TENSORFLOW_VERSION,
  ...{ pythonVersion: '3.11', abi: 'cp311', glibc: '2.27' },
  headers: 'tensorflow/include/',
  files: {
    'tensorflow/libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
    'tensorflow/THIRD_PARTY_NOTICES.txt': 'THIRD_PARTY_NOTICES.txt',
  },
} as const;

const fromOneDnn = {
  version: ONEDNN_VERSION,
  ...{ pythonVersion: '3.11', abi: 'none', platform: 'manylinux1_x86_64', glibc: '2.17' },
} as const;
const inOneDnn = `onednn_cpu_gomp-${ONEDNN_VERSION}.data/data`;

const wheels: Readonly<Record<string, readonly WheelPin[]>> = {
  'linux-x64': [
    {
      ...fromTensorFlow,
      project: 'tensorflow-cpu',
      platform: 'manylinux_2_27_x86_64',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      megabytes: 274,
    },
    {
      ...fromOneDnn,
      project: 'onednn-cpu-gomp',
      sha256: '2f22a54d6a890ed14bfa185d42a4be65d8b5b1df85dc1f0f3a9abe31620416fb',
      megabytes: 39,
      files: {
        [`${inOneDnn}/lib/libdnnl.so.3`]: 'libdnnl.so.3',
        [`${inOneDnn}/share/doc/onednn/LICENSE`]: 'ONEDNN_LICENSE.txt',
        [`${inOneDnn}/share/doc/onednn/THIRD-PARTY-PROGRAMS`]: 'ONEDNN_THIRD_PARTY.txt',
      },
    },
    {
      ...fromOneDnn,
      project: 'onednn-devel-cpu-gomp',
      sha256: '9763c69e8c907e119056bd52ad918ca84ac9ba939d130a99dfa95ccca3e5e284',
      megabytes: 1,
      headers: `onednn_devel_cpu_gomp-${ONEDNN_VERSION}.data/data/include/`,
      files: {},
    },
  ],
  // The project without `-cpu` has the Arm wheels; they are for the processor only as well.
  'linux-arm64': [
    {
      ...fromTensorFlow,
      project: 'tensorflow',
      platform: 'manylinux_2_27_aarch64',
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      megabytes: 282,
    },
  ],
};

/** The wheels for a machine, TensorFlow's first; none where none is pinned. */
export function wheelsFor(platform: string, arch: string): readonly WheelPin[] {
  return wheels[`${platform}-${arch}`] ?? [];
}

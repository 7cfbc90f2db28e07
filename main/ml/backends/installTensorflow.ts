import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { InkdexError, writingProblem } from '../../../shared/result.ts';
import { freeBytes } from '../../files/freeBytes.ts';
import { bindingName, bindingPackage, compileBinding, findCompiler, findPip } from './buildBinding.ts';
import {
  downloadWheel,
  type ReportBytes,
  tensorflowVersion,
  unpackWheel,
  verifyWheel,
  type Wheel,
  wheelsFor,
} from './wheels.ts';

export interface InstallProgress {
  /** For people: "Downloading tensorflow-cpu==2.21.0". */
  readonly step: string;
  /** Bytes of this step done. */
  readonly done: number;
  /** Bytes of this step; null if unknown. */
  readonly total: number | null;
}

/**
 * Installs TensorFlow's own library as a training engine: the shared libraries of PyPI's pinned wheel (with CUDA's
 * wheels for a GPU), and tfjs-node's small binding compiled against them. The folder gets its final name only when it
 * is complete, and replaces an earlier installation.
 *
 * @throws InkdexError `engine-install-failed`, whose message says what is missing and how to get it; `cancelled`
 */
export async function installTensorflow({
  gpu,
  pinned: { wheels, bytesNeeded } = wheelsFor(gpu),
  onProgress,
  signal,
}: {
  gpu: boolean;
  /** Other wheels than PyPI's, for tests. */
  pinned?: ReturnType<typeof wheelsFor>;
  onProgress: (progress: InstallProgress) => void;
  signal?: AbortSignal;
}): Promise<{ version: string; directory: string }> {
  requirePlatform();
  const pip = await findPip();
  const compiler = await findCompiler();
  await mkdir(enginesFolder(), { recursive: true, mode: 0o700 });
  await chmod(enginesFolder(), 0o700);
  await requireSpace(enginesFolder(), bytesNeeded);

  // On the same disk as its final folder, so that the rename at the end is atomic.
  const work = await mkdtemp(path.join(enginesFolder(), '.installing-'));
  const directory = tensorflowFolder(gpu);
  try {
    const unpacked = path.join(work, 'engine');
    const files: Record<string, string> = {};
    for (const wheel of wheels) {
      Object.assign(files, await fetchWheel(pip, wheel, work, unpacked, onProgress, signal));
    }
    onProgress({ step: 'Compiling the binding', done: 0, total: null });
    const binding = await compileBinding(compiler, unpacked, bindingPackage(gpu), signal);
    await rm(path.join(unpacked, 'include'), { recursive: true });
    const manifest: EngineManifest = {
      format: 1,
      engine: 'tensorflow',
      version: tensorflowVersion,
      gpu,
      binding,
      wheels: wheels.map(({ requirement, sha256 }) => ({ requirement, sha256 })),
      files,
    };
    await writeFile(path.join(unpacked, manifestName), JSON.stringify(manifest, null, 2));
    await rm(directory, { recursive: true, force: true });
    await rename(unpacked, directory);
  } catch (problem) {
    throw explain(problem, signal);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return { version: tensorflowVersion, directory };
}

/** Downloads, checks and unpacks one wheel. Returns the SHA-256 of its libraries, by file name. */
async function fetchWheel(
  pip: readonly [string, ...string[]],
  wheel: Wheel,
  work: string,
  unpacked: string,
  onProgress: (progress: InstallProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Record<string, string>> {
  const report = (verb: string): ReportBytes => {
    return (done, total) => {
      onProgress({ step: `${verb} ${wheel.requirement}`, done, total });
    };
  };
  const downloads = path.join(work, 'download');
  const file = await downloadWheel(pip, wheel, downloads, report('Downloading'), signal);
  report('Checking')(0, null);
  await verifyWheel(file, wheel);
  const files = await unpackWheel(file, wheel, unpacked, report('Unpacking'), signal);
  await rm(downloads, { recursive: true });
  return files;
}

/** Turns the cause of a failed installation into an error that a person can act on. */
function explain(problem: unknown, signal: AbortSignal | undefined): unknown {
  if (problem instanceof InkdexError) return problem;
  if (signal?.aborted === true) {
    return new InkdexError('cancelled', 'The installation was cancelled.', { cause: problem });
  }
  if (writingProblem(problem) === 'disk-full') {
    const message = `The disk of ${enginesFolder()} is full. Make room, or set INKDEX_ENGINES to a folder on another disk.`;
    return new InkdexError('engine-install-failed', message, { cause: problem });
  }
  return problem;
}

function requirePlatform(): void {
  if (process.platform === 'linux' && process.arch === 'x64') return;
  throw new InkdexError(
    'engine-install-failed',
    `The TensorFlow engine can be installed on Linux x64; this is ${process.platform} ${process.arch}. ` +
      'Training works here on the engines webgpu and wasm.',
  );
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free >= bytes) return;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  throw new InkdexError(
    'engine-install-failed',
    `The TensorFlow engine needs ${gigabytes(bytes)} on the disk of ${folder} while it is installed; ` +
      `${gigabytes(free)} are free. Make room, or set INKDEX_ENGINES to a folder on another disk.`,
  );
}

const manifestName = 'manifest.json';

/** `manifest.json` of an installed TensorFlow: its version and the hashes of its files. */
const engineManifestSchema = z.object({
  format: z.literal(1),
  engine: z.literal('tensorflow'),
  version: z.string(),
  gpu: z.boolean(),
  /** The version of the npm package (`bindingPackage`) whose binding was compiled. */
  binding: z.string(),
  wheels: z.array(z.object({ requirement: z.string(), sha256: sha256Schema })).min(1),
  /** SHA-256 of every library, by file name. */
  files: z.record(z.string(), sha256Schema),
});
export type EngineManifest = z.infer<typeof engineManifestSchema>;

/** The folder of engines: outside of `node_modules`, so that `npm ci` keeps them. */
export function enginesFolder(): string {
  const chosen = process.env.INKDEX_ENGINES;
  if (chosen !== undefined && chosen !== '') return path.resolve(chosen);
  return path.join(envPaths('inkdex', { suffix: '' }).data, 'engines');
}

export function tensorflowFolder(gpu: boolean): string {
  return path.join(enginesFolder(), `tensorflow-${tensorflowVersion}${gpu ? '-gpu' : ''}`);
}

export interface InstalledTensorflow {
  readonly directory: string;
  readonly manifest: EngineManifest;
}

/** The installed builds of TensorFlow, the one with CUDA first. */
export function findTensorflows(): InstalledTensorflow[] {
  return [true, false].flatMap((gpu) => {
    const directory = tensorflowFolder(gpu);
    const manifest = readManifest(path.join(directory, manifestName));
    return manifest !== null && existsSync(path.join(directory, bindingName))
      ? [{ directory, manifest }]
      : [];
  });
}

/** Null if there is no manifest, or one that this version does not understand. */
function readManifest(file: string): EngineManifest | null {
  if (!existsSync(file)) return null;
  try {
    return engineManifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (problem) {
    if (problem instanceof z.ZodError || problem instanceof SyntaxError) return null;
    throw problem;
  }
}

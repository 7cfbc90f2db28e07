import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { RecogniserConfig } from '../../../main/ml/networks/recogniser/config.ts';
import { tensorflowVersion } from '../../../main/ml/backends/wheels.ts';
import { note } from '../../../pretraining/printTable.ts';

/** What the Keras process prints. */
const kerasFiguresSchema = z.object({
  version: z.string(),
  /** Trained numbers of its network. */
  parameters: z.number(),
  oneWidth: z.number().positive(),
  mixture: z.number().positive(),
});
export type KerasFigures = z.infer<typeof kerasFiguresSchema>;

const run = promisify(execFile);
const folder = '.cache/keras';

/**
 * A Python environment of its own with TensorFlow of the version that our engine is, made once.
 *
 * @returns the path of its Python; null with the reason said where Python or pip is not here
 */
export async function kerasPython(): Promise<string | null> {
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  try {
    if (!existsSync(python)) {
      note(`Making ${folder} with tensorflow-cpu ${tensorflowVersion}; this is done once.`);
      await mkdir(dirname(folder), { recursive: true });
      await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
    }
    const wanted = `tensorflow-cpu==${tensorflowVersion}`;
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wanted]);
    return python;
  } catch (error) {
    note(`Keras is not measured: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Times a network of the same form, with the same batches and losses, in Keras, in a process of its own. */
export function measureKeras(
  python: string,
  seconds: number,
  config: RecogniserConfig,
): Promise<KerasFigures> {
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'trainKeras.py');
    const child = spawn(python, [script, String(seconds), JSON.stringify(config)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (exitCode === 0) resolve(kerasFiguresSchema.parse(JSON.parse(output)));
      else reject(new Error(`Keras ended with exit code ${String(exitCode)}.\n${errors}`));
    });
  });
}

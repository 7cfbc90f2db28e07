import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

/** Opens a model in a process whose home is a folder. @returns the files that are then in it */
async function filesAfterOpening(runtime: string): Promise<string[]> {
  const home = await mkdtemp(join(tmpdir(), 'inkdex-runtime-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const program = `
    import { tinyDetector } from './test/support/tinyModels.ts';
    const { InferenceSession } = await import('${runtime}');
    await InferenceSession.create(tinyDetector());`;
  // It sends nothing where CI says that tests run.
  const told = { CI: undefined, ORT_DISABLE_TELEMETRY: undefined };
  const env = { ...process.env, ...told, HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
  const cache = join(home, 'cache');
  return existsSync(cache) ? await readdir(cache, { recursive: true }) : [];
}

test.skipIf(process.platform !== 'linux')(
  'ONNX Runtime keeps no number of the machine and nothing to send, which it does unless it is told not to',
  async () => {
    expect(await filesAfterOpening('./main/ml/onnx/runtime.ts')).toEqual([]);
    expect((await filesAfterOpening('onnxruntime-node')).join()).toContain('deviceid');
  },
);

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { vulkan } from '../../../support/vulkan.ts';

test.skipIf(vulkan.reason !== '')(
  `a GPU without memory for a batch gives an error and no numbers, then computes on; a lost one says so${vulkan.reason}`,
  { timeout: 60_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-gpu-fails-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const env = { ...process.env, ...vulkan.environment(folder) };
    const { stdout } = await promisify(execFile)(process.execPath, ['test/support/gpuThatFails.ts'], { env });
    const outOfMemory = expect.stringMatching(/^OutOfMemory: Error: The GPU is out of memory: /u) as string;
    expect(JSON.parse(stdout)).toEqual({
      first: { loss: 2000, gradient: [1000] },
      tooLarge: [outOfMemory, outOfMemory],
      again: [
        { loss: 4000, gradient: [2000] },
        { loss: 2000, gradient: [1000] },
      ],
      left: 0,
      lost: 'Error: The device was lost.',
    });
  },
);

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { partSchema } from './bench/gpuCheck/parts.ts';
import { vulkan } from './support/vulkan.ts';

const summarySchema = z.object({ wrong: z.array(z.string()), measured: z.array(partSchema) });

test.skipIf(vulkan.reason !== '')(
  `gpu-check finds a software driver, and that it reads the words that the processor reads${vulkan.reason}`,
  { timeout: 900_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-gpu-check-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const env = { ...process.env, ...vulkan.environment(folder), INKDEX_SHORT: '1', INKDEX_ENGINES: folder };
    const { stdout } = await promisify(execFile)(process.execPath, ['test/bench/gpuCheck.ts'], { env });
    const { wrong, measured } = summarySchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
    expect(wrong).toEqual([]);
    expect(measured.map(({ part }) => part)).toEqual(['adapter', 'read', 'compare', 'loss']);
    expect(measured).toContainEqual(
      expect.objectContaining({
        part: 'adapter',
        isSoftware: true,
        device: expect.stringContaining('SwiftShader') as string,
      }),
    );
    expect(measured).toContainEqual(expect.objectContaining({ part: 'compare', words: 2, sameWords: 2 }));
    expect(stdout).toContain('words the same 2');
  },
);

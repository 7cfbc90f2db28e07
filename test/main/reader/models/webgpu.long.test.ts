import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { alternativeSchema } from '../../../../shared/contract/word.ts';
import { vulkan } from '../../../support/vulkan.ts';

const outcomeSchema = z.object({
  expected: z.array(z.array(alternativeSchema)),
  found: z.array(z.array(alternativeSchema)),
  problem: z.string().nullable(),
  differences: z.object({ kernel: z.number(), distances: z.number() }),
  givenUp: z.string().nullable(),
});

test.skipIf(vulkan.reason !== '')(
  `WebGPU finds and reads words of a photo as the processor does with the same weights${vulkan.reason}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-webgpu-'));
    try {
      const env = { ...process.env, ...vulkan.environment(folder) };
      const script = 'test/support/readOnGpu.ts';
      const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
      const { expected, found, differences, problem, givenUp } = outcomeSchema.parse(JSON.parse(stdout));
      expect(problem).toBeNull();
      expect(differences.kernel).toBeLessThan(0.01);
      // Cells of four pixels.
      expect(differences.distances).toBeLessThan(0.1);
      expect(givenUp).toBe('The test gave it up.');
      expect(expected.length).toBe(2);
      expect(found.map(([best]) => best?.text)).toEqual(expected.map(([best]) => best?.text));
      for (const [index, [best]] of expected.entries()) {
        const difference = Math.abs((found[index]?.[0]?.confidence ?? 0) - (best?.confidence ?? 0));
        expect(difference).toBeLessThan(0.01);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { vulkan } from '../../../support/vulkan.ts';

/** On WebAssembly and on WebGPU. */
const both = <Schema extends z.ZodType>(schema: Schema) => z.tuple([schema, schema]);
const outcomeSchema = z.object({
  loss: both(z.number()),
  norm: z.number(),
  difference: z.number(),
  losses: both(z.array(z.number())),
  tensors: both(z.number()),
  left: both(z.number()),
});

test.skipIf(vulkan.reason !== '')(
  `WebGPU gives the loss and the gradient of WebAssembly, trains ten steps, and keeps no tensor${vulkan.reason}`,
  { timeout: 400_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-webgpu-'));
    try {
      const env = { ...process.env, ...vulkan.environment(folder) };
      const script = 'test/support/trainOnGpu.ts';
      const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
      const { loss, norm, difference, losses, tensors, left } = outcomeSchema.parse(JSON.parse(stdout));
      expect(loss[1]).toBeCloseTo(loss[0], 4);
      expect(norm).toBeGreaterThan(1);
      expect(difference / norm).toBeLessThan(1e-4);
      const [expected, found] = losses;
      expect(found).toHaveLength(10);
      for (const step of [0, 1, 2]) {
        expect(Math.abs((found[step] ?? Infinity) - (expected[step] ?? 0))).toBeLessThan(0.01);
      }
      // Roundings add up, but it learns the same.
      expect(found.at(-1)).toBeLessThan((found[0] ?? 0) / 1.5);
      expect(tensors).toEqual([1, 1]);
      expect(left).toEqual([0, 0]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

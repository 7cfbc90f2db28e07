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
  /** On WebGPU: five steps, then the other five from the checkpoint. */
  resumed: z.object({ losses: both(z.array(z.number())), sameWeights: z.boolean() }),
  /** How many different numbers of tensors were alive after the steps of each training. */
  tensors: z.array(z.number()),
  left: both(z.number()),
});

test.skipIf(vulkan.reason !== '')(
  'WebGPU gives the loss and the gradient of WebAssembly, trains ten steps, stops and resumes with the same weights, ' +
    `and keeps no tensor${vulkan.reason}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-webgpu-'));
    try {
      const env = { ...process.env, ...vulkan.environment(folder) };
      const args = ['test/support/trainOnGpu.ts', folder];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      const { loss, norm, difference, losses, resumed, tensors, left } = outcomeSchema.parse(
        JSON.parse(stdout),
      );
      expect(loss[1]).toBeCloseTo(loss[0], 4);
      expect(norm).toBeGreaterThan(1);
      expect(difference / norm).toBeLessThan(1e-4);
      const [expected, found] = losses;
      expect(found).toHaveLength(10);
      for (const [step, value] of found.entries()) {
        expect(Math.abs(value - (expected[step] ?? Infinity))).toBeLessThan(0.01);
      }
      expect(found.at(-1)).toBeLessThan((found[0] ?? 0) / 1.5);
      expect(resumed.losses.map((part) => part.length)).toEqual([5, 5]);
      expect(resumed.losses.flat()).toEqual(found);
      expect(resumed.sameWeights).toBe(true);
      expect(tensors).toEqual([1, 1, 1, 1]);
      expect(left).toEqual([0, 0]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { alternativeSchema } from '../../../../shared/contract/word.ts';

/** Chromium on Debian brings a software driver, SwiftShader, and the loader of Vulkan. */
const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');
const missing = existsSync(driver) ? '' : ` (skipped: no Vulkan driver in ${driver}; apt install chromium)`;

const outcomeSchema = z.object({
  expected: z.array(z.array(alternativeSchema)),
  found: z.array(z.array(alternativeSchema)),
  problem: z.string().nullable(),
  differences: z.object({ kernel: z.number(), distances: z.number() }),
  givenUp: z.string().nullable(),
});

test.skipIf(missing !== '')(
  `WebGPU finds and reads words of a photo as the processor does with the same weights${missing}`,
  { timeout: 300_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'inkdex-webgpu-'));
    try {
      const env = {
        ...process.env,
        VK_DRIVER_FILES: driver,
        LD_LIBRARY_PATH: chromium,
        // Vulkan's loader keeps its cache there.
        XDG_RUNTIME_DIR: folder,
      };
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's chromium brings a software driver of Vulkan, SwiftShader, and the loader. */
const chromium = '/usr/lib/chromium';
const driver = join(chromium, 'vk_swiftshader_icd.json');

/** A software driver for tests of WebGPU. */
export const vulkan = {
  /** Why tests of WebGPU are skipped, for the end of their names; empty where they run. */
  reason: existsSync(driver) ? '' : ` (skipped: no Vulkan driver in ${driver}; apt install chromium)`,
  /**
   * What a process needs in its environment when it starts.
   *
   * @param folder where the loader keeps its cache
   */
  environment: (folder: string) => ({
    VK_DRIVER_FILES: driver,
    LD_LIBRARY_PATH: chromium,
    XDG_RUNTIME_DIR: folder,
  }),
};

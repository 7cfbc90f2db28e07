import { InkdexError } from '../../../shared/result.ts';
import { nvidiaNames } from './nvidiaNames.ts';
import { explainVulkan, useNvidiaWithoutX } from './vulkanFiles.ts';

/**
 * Finds the fastest GPU of any maker, as WebGPU finds it, through Dawn under Node.
 *
 * @throws InkdexError `engine-unavailable` if there is no GPU, no driver, or no package for this system
 */
export async function findGraphicsAdapter() {
  const dawn = await import('webgpu').catch((problem: unknown) => {
    throw new InkdexError(
      'engine-unavailable',
      `The engine webgpu does not load on this machine (${String(problem)}): the npm package webgpu is ` +
        'missing or has no build for this system. Run: npm ci',
      { cause: problem },
    );
  });
  Object.assign(globalThis, dawn.globals);
  useNvidiaWithoutX();
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new InkdexError('engine-unavailable', noAdapter());
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const parts = [vendor, architecture, device, description];
  return {
    gpu,
    /** For people: the name of the GPU, or of the driver that computes on the processor. */
    device: deviceName(adapter.info, vendor === 'nvidia' ? nvidiaNames() : []),
    /** Everything that the driver says about itself: another driver or GPU gives another text. */
    driver: parts.join(' / '),
    /** Whether it computes on the processor: SwiftShader, llvmpipe, WARP. It is slower than the engines made for it. */
    isSoftware: isFallbackAdapter || isSoftwareDriver(parts.join(' ')),
  };
}

function noAdapter(): string {
  const found =
    'The engine webgpu found no GPU: Vulkan (Linux), Metal (macOS) or Direct3D 12 (Windows) gave no adapter.';
  return `${found} ${explainVulkan()}`.trim();
}

/**
 * The name of a GPU and its driver. WebGPU says it in lower case and with hyphens, so the maker's own spelling is used
 * where it is known.
 */
export function deviceName(
  {
    vendor,
    architecture,
    device,
    description,
  }: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>,
  names: readonly string[],
): string {
  const hyphenated = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/gu, '-');
  const isNamed = device !== '' && !device.startsWith('0x');
  const known = names.find((name) => hyphenated(name) === device) ?? names.at(0);
  const name = known ?? (isNamed ? device : [vendor, architecture, device].filter(Boolean).join(' '));
  return description === '' || description === name ? name : `${name} (${description})`;
}

/** Drivers that not every platform reports as fallback adapters. */
export function isSoftwareDriver(text: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|microsoft basic render|\bwarp\b/iu.test(text);
}

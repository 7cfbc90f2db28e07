import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readKept } from '../../files/keptJson.ts';
import { resourcesFolder } from '../../installation.ts';

/** A machine whose files are checked; another one than this in tests. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly root: string;
  /** `useNvidiaWithoutX` may add to it. */
  readonly environment: NodeJS.ProcessEnv;
}
export const thisMachine: Machine = { platform: process.platform, root: '/', environment: process.env };

/** A driver of Vulkan ("ICD"), as its file describes it. */
interface VulkanDriver {
  readonly file: string;
  readonly library: string;
  /** Libraries that it needs and that are not on this machine, its own among them. */
  readonly missing: readonly string[];
}

const loaderName = 'libvulkan.so.1';
const nvidiaWithX = 'libGLX_nvidia.so.0';
const nvidiaWithoutX = 'libEGL_nvidia.so.0';
const librariesOfX = ['libX11.so.6', 'libXext.so.6'];
/** Where Debian's chromium keeps a loader for itself. */
const chromiumFolder = '/usr/lib/chromium';
const libraryFolders = [
  ...['/lib', '/usr/lib', '/usr/local/lib', '/lib64', '/usr/lib64', '/usr/lib/wsl/lib'],
  ...['x86_64', 'aarch64'].flatMap((name) => [`/lib/${name}-linux-gnu`, `/usr/lib/${name}-linux-gnu`]),
];
/** The folders of the Vulkan loader, by its documentation, without those in the home folder. */
const driverFolders = ['/etc/xdg', '/usr/local/etc', '/etc', '/usr/local/share', '/usr/share'].map(
  (folder) => `${folder}/vulkan/icd.d`,
);
/** With any of these the person says which drivers the loader uses. */
const chosenDrivers = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'] as const;
const driverFileSchema = z.object({ ICD: z.object({ library_path: z.string() }) });

/**
 * NVIDIA's usual driver of Vulkan needs the libraries of X, which servers and containers lack. The same driver is in a
 * library that does not need them: tells the loader of it where the usual one cannot be loaded, or has no file in the
 * loader's folders. Before Vulkan is used, and in the main thread, whose environment native code sees.
 */
export function useNvidiaWithoutX(machine = thisMachine): void {
  const { platform, environment } = machine;
  if (platform !== 'linux' || chosenDrivers.some((name) => isSet(environment[name]))) return;
  const hasDriver = findDrivers(machine).some(
    ({ library, missing }) => library.includes('nvidia') && missing.length === 0,
  );
  if (hasDriver || !hasLibrary(nvidiaWithoutX, machine)) return;
  // In the packaged app, the loader cannot read from the archive.
  const folder = resourcesFolder.replace(/\.asar(?=[/\\])/u, '.asar.unpacked');
  environment.VK_ADD_DRIVER_FILES = path.join(folder, 'vulkan', 'nvidia_egl_icd.json');
}

/** Why Vulkan may find no GPU, and what to do, for people; empty on systems without Vulkan. */
export function explainVulkan(machine = thisMachine): string {
  if (machine.platform !== 'linux') return '';
  const sentences = [loaderSentence(machine), ...driverSentences(machine)];
  if (existsSync(path.join(machine.root, 'dev/nvidiactl'))) {
    sentences.push(
      'A container gets the Vulkan driver of NVIDIA only with NVIDIA_DRIVER_CAPABILITIES=graphics (or all).',
    );
  }
  return sentences.join(' ');
}

function loaderSentence(machine: Machine): string {
  if (hasLibrary(loaderName, machine)) return `The Vulkan loader ${loaderName} was found.`;
  const ofChromium = existsSync(path.join(machine.root, chromiumFolder, loaderName))
    ? `, or use the one of chromium: LD_LIBRARY_PATH=${chromiumFolder}`
    : '';
  return `The Vulkan loader ${loaderName} was not found: install it (Debian: apt install libvulkan1)${ofChromium}.`;
}

function driverSentences(machine: Machine): string[] {
  const drivers = findDrivers(machine);
  const named = chosenDrivers.filter((name) => isSet(machine.environment[name]));
  const found =
    drivers.length === 0
      ? ['No driver of Vulkan was found: install the one of the maker of the GPU.']
      : drivers.map(({ file, library, missing }) =>
          missing.length === 0
            ? `The driver ${file} was found.`
            : `The driver ${file} needs ${missing.join(', ')}, which was not found` +
              (library === nvidiaWithX ? ` (Debian: apt install libxext6), or ${nvidiaWithoutX}.` : '.'),
        );
  return [
    ...found,
    named.length === 0
      ? `Drivers were looked for in ${driverFolders.join(', ')}; VK_DRIVER_FILES names the .json file of another one.`
      : `${named.map((name) => `${name}=${machine.environment[name] ?? ''}`).join(', ')} decides which are used.`,
  ];
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

/** The drivers that the loader finds: those that the environment names, otherwise all in its folders. */
function findDrivers(machine: Machine): VulkanDriver[] {
  const { environment } = machine;
  const chosen = environment.VK_DRIVER_FILES ?? environment.VK_ICD_FILENAMES ?? '';
  const files =
    chosen === ''
      ? [
          ...pathsIn(environment.VK_ADD_DRIVER_FILES),
          ...driverFolders.flatMap((each) => filesIn(each, machine)),
        ]
      : pathsIn(chosen);
  return files.map((file) => describeDriver(file, machine));
}

function describeDriver(file: string, machine: Machine): VulkanDriver {
  const library = libraryOf(file);
  if (library === null) return { file, library: '', missing: ['a readable file'] };
  const needed = [library, ...(library === nvidiaWithX ? librariesOfX : [])];
  return { file, library, missing: needed.filter((name) => !hasLibrary(name, machine, path.dirname(file))) };
}

/** Null for a file that cannot be read or does not describe a driver. */
function libraryOf(file: string): string | null {
  return readKept(file, driverFileSchema)?.ICD.library_path ?? null;
}

/** @param beside the folder from which a name with a slash counts */
function hasLibrary(name: string, machine: Machine, beside = ''): boolean {
  if (name.includes('/')) return existsSync(path.resolve(beside, name));
  const { root, environment } = machine;
  const configured = filesIn('/etc/ld.so.conf.d', machine).flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('/')),
  );
  const own = [...configured, ...libraryFolders].map((folder) => path.join(root, folder.trim()));
  return [...pathsIn(environment.LD_LIBRARY_PATH), ...own].some((folder) =>
    existsSync(path.join(folder, name)),
  );
}

function pathsIn(list: string | undefined): string[] {
  return (list ?? '').split(':').filter(Boolean);
}

function filesIn(folder: string, { root }: Machine): string[] {
  const at = path.join(root, folder);
  return existsSync(at) ? readdirSync(at).map((name) => path.join(at, name)) : [];
}

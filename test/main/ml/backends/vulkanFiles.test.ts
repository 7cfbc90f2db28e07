import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceName } from '../../../../main/ml/backends/graphicsAdapter.ts';
import { nvidiaNames } from '../../../../main/ml/backends/nvidiaNames.ts';
import { explainVulkan, useNvidiaWithoutX, type Machine } from '../../../../main/ml/backends/vulkanFiles.ts';

const loader = 'usr/lib/x86_64-linux-gnu/libvulkan.so.1';
const withX = 'usr/lib/x86_64-linux-gnu/libGLX_nvidia.so.0';
const withoutX = 'usr/lib/x86_64-linux-gnu/libEGL_nvidia.so.0';
const xLibraries = ['usr/lib64/libX11.so.6', 'usr/lib64/libXext.so.6'];
const driver = 'usr/share/vulkan/icd.d/nvidia_icd.json';
const nvidiaDriver = {
  [driver]: '{"ICD": {"library_path": "libGLX_nvidia.so.0", "api_version": "1.4.303"}}',
};

function machineWith(
  files: readonly string[],
  contents: Readonly<Record<string, string>> = {},
  environment: NodeJS.ProcessEnv = {},
): Machine {
  const root = mkdtempSync(join(tmpdir(), 'inkdex-vulkan-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const all: [string, string][] = [
    ...files.map((file): [string, string] => [file, '']),
    ...Object.entries(contents),
  ];
  for (const [file, content] of all) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return { platform: 'linux', root, environment };
}

// The paths of these machines are those of Linux.
describe.skipIf(process.platform === 'win32')('Where WebGPU finds no GPU, the message', () => {
  it('names the loader and how to get it, and that no driver was found', () => {
    const text = explainVulkan(machineWith([]));
    expect(text).toContain('loader libvulkan.so.1 was not found');
    expect(text).toContain('apt install libvulkan1');
    expect(text).toContain('No driver of Vulkan was found');
    expect(text).toContain('VK_DRIVER_FILES');
    expect(text).not.toContain('chromium');
    expect(text).not.toContain('container');
  });

  it('offers the loader of chromium where only chromium has one', () => {
    expect(explainVulkan(machineWith(['usr/lib/chromium/libvulkan.so.1']))).toContain(
      'LD_LIBRARY_PATH=/usr/lib/chromium',
    );
  });

  it('finds a loader in a folder of LD_LIBRARY_PATH and in one of ld.so.conf.d', () => {
    const machine = machineWith(['opt/vulkan/libvulkan.so.1'], {
      'etc/ld.so.conf.d/opt.conf': '# ours\n/opt/vulkan\n',
    });
    expect(explainVulkan(machine)).toContain('loader libvulkan.so.1 was found');
    const named = machineWith(['opt/other/libvulkan.so.1']);
    const environment = { LD_LIBRARY_PATH: join(named.root, 'opt/other') };
    expect(explainVulkan(named)).toContain('libvulkan.so.1 was not found');
    expect(explainVulkan({ ...named, environment })).toContain('loader libvulkan.so.1 was found');
  });

  it("names the driver's file and the libraries that it lacks, those of X included", () => {
    const machine = machineWith([loader, withX, 'usr/lib64/libX11.so.6'], nvidiaDriver);
    const text = explainVulkan(machine);
    expect(text).toContain(join(machine.root, driver));
    expect(text).toContain('needs libXext.so.6, which was not found');
    expect(text).toContain('libEGL_nvidia.so.0');
    expect(explainVulkan(machineWith([loader], nvidiaDriver))).toContain(
      'needs libGLX_nvidia.so.0, libX11.so.6, libXext.so.6, which was not found',
    );
    const whole = machineWith([loader, withX, ...xLibraries], nvidiaDriver);
    expect(explainVulkan(whole)).toContain(`The driver ${join(whole.root, driver)} was found.`);
  });

  it('names a file that VK_DRIVER_FILES names and that is none', () => {
    const machine = machineWith([loader], {}, { VK_DRIVER_FILES: '/nowhere/icd.json' });
    expect(explainVulkan(machine)).toContain('The driver /nowhere/icd.json needs a readable file');
    expect(explainVulkan(machine)).toContain('VK_DRIVER_FILES=/nowhere/icd.json decides');
  });

  it('says what a container of an NVIDIA GPU needs', () => {
    expect(explainVulkan(machineWith(['dev/nvidiactl']))).toContain('NVIDIA_DRIVER_CAPABILITIES=graphics');
  });

  it('says nothing of Vulkan on systems that use another interface', () => {
    expect(explainVulkan({ ...machineWith([]), platform: 'darwin' })).toBe('');
  });
});

describe.skipIf(process.platform === 'win32')("NVIDIA's driver without X", () => {
  const added = (machine: Machine): string | undefined => {
    useNvidiaWithoutX(machine);
    return machine.environment.VK_ADD_DRIVER_FILES;
  };

  it('is used where the libraries of X are missing, and where the usual one has no file', () => {
    for (const machine of [machineWith([withX, withoutX], nvidiaDriver), machineWith([withX, withoutX])]) {
      const file = added(machine);
      expect(JSON.parse(readFileSync(file ?? '', 'utf8'))).toMatchObject({
        ICD: { library_path: 'libEGL_nvidia.so.0' },
      });
      expect(explainVulkan(machine)).toContain(`The driver ${file ?? ''} was found.`);
    }
  });

  it('is not used where the usual one loads, where it is not installed, or where the person named drivers', () => {
    expect(added(machineWith([withX, withoutX, ...xLibraries], nvidiaDriver))).toBeUndefined();
    expect(added(machineWith([withX], nvidiaDriver))).toBeUndefined();
    expect(added(machineWith([withoutX], {}, { VK_DRIVER_FILES: '/chosen.json' }))).toBeUndefined();
    expect(added({ ...machineWith([withoutX]), platform: 'win32' })).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('The name of a GPU', () => {
  it("is the one of NVIDIA's driver, or what its program prints", () => {
    const { root } = machineWith([], {
      'proc/driver/nvidia/gpus/0000:19:00.0/information': 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 16\n',
    });
    expect(nvidiaNames({ root })).toEqual(['NVIDIA H100 80GB HBM3']);
    const other = machineWith([]);
    const program = join(other.root, 'nvidia-smi');
    expect(nvidiaNames({ root: other.root, program })).toEqual([]);
    writeFileSync(program, '#!/bin/sh\nprintf "NVIDIA L4\\nNVIDIA T4\\n"\n', { mode: 0o755 });
    expect(nvidiaNames({ root: other.root, program })).toEqual(['NVIDIA L4', 'NVIDIA T4']);
  });

  it('is given with its driver, in the spelling of the maker where that is known', () => {
    const nvidia = {
      vendor: 'nvidia',
      architecture: 'hopper',
      device: 'nvidia-l4',
      description: 'NVIDIA: 580.95',
    };
    expect(deviceName(nvidia, ['NVIDIA T4', 'NVIDIA L4'])).toBe('NVIDIA L4 (NVIDIA: 580.95)');
    expect(deviceName({ ...nvidia, device: '0x2330' }, ['NVIDIA H100'])).toBe('NVIDIA H100 (NVIDIA: 580.95)');
    expect(deviceName(nvidia, [])).toBe('nvidia-l4 (NVIDIA: 580.95)');
    expect(deviceName({ ...nvidia, device: '0x2330', description: '' }, [])).toBe('nvidia hopper 0x2330');
  });
});

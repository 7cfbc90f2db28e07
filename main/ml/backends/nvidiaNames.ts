import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The names of this machine's NVIDIA GPUs, such as "NVIDIA H100 80GB HBM3": by the driver's files on Linux, otherwise by
 * its program. None where neither is there.
 *
 * @param root, program others than those of this machine, for tests
 */
export function nvidiaNames({ root = '/', program = 'nvidia-smi' } = {}): string[] {
  const folder = path.join(root, 'proc/driver/nvidia/gpus');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const named = files.flatMap((gpu) => {
    const text = readFileSync(path.join(folder, gpu, 'information'), 'utf8');
    return /^Model:\s+(?<name>.+)$/mu.exec(text)?.groups?.name ?? [];
  });
  if (named.length > 0) return named;
  const asked = spawnSync(program, ['--query-gpu=name', '--format=csv,noheader'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return asked.status === 0
    ? asked.stdout
        .split('\n')
        .map((name) => name.trim())
        .filter(Boolean)
    : [];
}

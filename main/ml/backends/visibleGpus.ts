import { nvidiaNames } from './nvidiaNames.ts';

/**
 * The NVIDIA GPUs that a person has named for a training in CUDA_VISIBLE_DEVICES, by number or UUID, if they are several: the
 * first is of this process, and each other one computes parts of every batch in a process of its own, because CUDA reads the
 * variable once for a process. As CUDA does, it ends at the first name that is none.
 *
 * @param list the variable
 * @param isElectron the desktop app starts no such processes; it trains on one GPU
 */
export function visibleGpus(
  list = process.env.CUDA_VISIBLE_DEVICES ?? '',
  isElectron = process.versions.electron !== undefined,
): readonly string[] {
  const names = list.split(',').map((name) => name.trim());
  const end = names.findIndex((name) => !/^(?:\d+|(?:GPU|MIG)-[\w-]+)$/u.test(name));
  const named = end === -1 ? names : names.slice(0, end);
  return isElectron || named.length < 2 ? [] : named;
}

/**
 * For people: what the processes of a training compute on. GPUs that the machine does not have are not named.
 *
 * @param others those of the processes beside the first
 * @param names of the machine's GPUs
 */
export function sharedDevice(first: string, others: readonly string[], names = nvidiaNames()): string {
  const gpus = others.map((gpu) => `GPU ${gpu}`).join(', ');
  return names.length > others.length
    ? `${first}, and ${gpus}`
    : `${first}, in ${others.length + 1} processes`;
}

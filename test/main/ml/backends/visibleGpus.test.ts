import { expect, it } from 'vitest';
import { sharedDevice, visibleGpus } from '../../../../main/ml/backends/visibleGpus.ts';

it('takes several GPUs that a person names, and leaves one or none to CUDA', () => {
  expect(visibleGpus('0,1', false)).toEqual(['0', '1']);
  expect(visibleGpus(' 2, GPU-8932f937-d72c-4106 ,1', false)).toEqual(['2', 'GPU-8932f937-d72c-4106', '1']);
  for (const list of ['', '0', '-1', 'all', '0,-1,1']) expect(visibleGpus(list, false), list).toEqual([]);
  expect(visibleGpus('0,1,-1,2', false)).toEqual(['0', '1']);
});

it('leaves all to CUDA in the desktop app, which cannot start processes of Node', () => {
  expect(visibleGpus('0,1', true)).toEqual([]);
});

it('a training names the GPUs of its processes, if the machine has them', () => {
  expect(sharedDevice('H100', ['1', '2'], ['H100', 'H100', 'H100'])).toBe('H100, and GPU 1, GPU 2');
  expect(sharedDevice('EPYC, 2 threads', ['1'], [])).toBe('EPYC, 2 threads, in 2 processes');
  expect(sharedDevice('H100', ['1'], ['H100'])).toBe('H100, in 2 processes');
});

import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  decodeMessage,
  encodeMessage,
  outcomeSchema,
  taskSchema,
} from '../../main/annexes/broker/messages.ts';
import { pageOf } from '../support/library.ts';
import { fileSeed } from './seeds.ts';
import type { Target } from './targets.ts';

/** Messages of workers and libraries, inside and outside of their compression. */
export function brokerTargets(): Target[] {
  const hash = 'a'.repeat(64);
  const task = encodeMessage({
    format: 1,
    version: '0.1.0',
    photo: hash,
    turn: 90,
    findRotation: true,
    language: 'german',
    typed: [{ box: [1, 2, 3, 4], text: 'ink' }],
    alternatives: 10,
    fast: false,
    detector: hash,
    recogniser: hash,
  });
  const reading = { ...pageOf('a line', 'and another'), detector: hash, recogniser: hash };
  const outcome = encodeMessage({ kind: 'read', reading });
  return [
    { name: 'broker task', seeds: [fileSeed('task.gz', task)], open: (path) => opened(path, taskSchema) },
    {
      name: 'broker outcome',
      seeds: [fileSeed('outcome.gz', outcome)],
      open: (path) => opened(path, outcomeSchema),
    },
    {
      name: 'broker outcome inside',
      seeds: [fileSeed('outcome.json', gunzipSync(outcome))],
      pack: (bytes) => gzipSync(bytes),
      open: (path) => opened(path, outcomeSchema),
    },
  ];
}

function opened(path: string, form: typeof taskSchema | typeof outcomeSchema): Promise<string[]> {
  return new Promise((resolve) => {
    decodeMessage<unknown>(form, readFileSync(path));
    resolve([]);
  });
}

import { flushCompileCache } from 'node:module';
import { z } from 'zod';
import { workerCalls } from './api.ts';
import type { WorkerKind } from './api.ts';
import { parentConnection } from './parentConnection.ts';
import { serve } from './serve.ts';

// Ctrl-C in a terminal goes to every process of the group, but it is asked of the parent alone: that one stops what it
// has begun here, with a checkpoint, and when it ends so does this.
process.on('SIGINT', () => undefined);

/** Where every engine process starts: `entry.ts reader` or `entry.ts trainer`. */
const kind = z.enum(['reader', 'trainer']).parse(process.argv[2]);

// Each kind loads only its own libraries: a reader has no use for TensorFlow.
const handlersOf = {
  reader: async () => (await import('./reader/handlers.ts')).readerHandlers(),
  trainer: async () => (await import('./trainer/handlers.ts')).trainerHandlers(),
} satisfies Record<WorkerKind, unknown>;

serve(parentConnection(), workerCalls[kind], await handlersOf[kind]());
// Node does so when a process ends by itself, and an engine is killed.
flushCompileCache();

/** The entry of every worker process: `entry.ts reader`, `entry.ts pdf` or `entry.ts trainer`. */
import { flushCompileCache } from 'node:module';
import { z } from 'zod';
import { callerPort, endWithParent } from '../rpc/process.ts';
import { serve } from '../rpc/server.ts';
import { workerCalls } from './calls.ts';

// Ctrl-C in a terminal goes to every process of the group. The parent handles it: it stops the work here, with a
// checkpoint, and this process ends when the parent ends.
process.on('SIGINT', () => undefined);

// Each kind loads only its own libraries: a reader does not need TensorFlow.js.
switch (z.enum(['reader', 'pdf', 'trainer']).parse(process.argv[2])) {
  case 'reader': {
    const { readerHandlers } = await import('./readerHandlers.ts');
    await serve(callerPort(), workerCalls.reader, readerHandlers());
    break;
  }
  case 'pdf': {
    // Drawing a page of a PDF may take for ever without a pause.
    endWithParent();
    const { pdfHandlers } = await import('./pdfHandlers.ts');
    await serve(callerPort(), workerCalls.pdf, pdfHandlers(), { inTurn: true });
    break;
  }
  case 'trainer': {
    const { trainerHandlers } = await import('./trainerHandlers.ts');
    await serve(callerPort(), workerCalls.trainer, trainerHandlers());
  }
}
// Node writes the compile cache when a process ends by itself; a worker is killed.
flushCompileCache();

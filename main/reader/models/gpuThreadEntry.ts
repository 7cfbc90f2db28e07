/** The entry of the thread that uses the GPU. */
import { serveThread } from '../../rpc/thread.ts';
import { gpuHandlers } from './gpuSessions.ts';
import { gpuThreadCalls } from './gpuThread.ts';

await serveThread(gpuThreadCalls, gpuHandlers());

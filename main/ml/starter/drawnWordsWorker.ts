import { parentPort } from 'node:worker_threads';
import { drawShare, type DrawnShare } from './drawnWords.ts';

parentPort?.on('message', (share: DrawnShare) => {
  void drawShare(share).then((bank) => parentPort?.postMessage(bank));
});

import { drawShare, type DrawnShare } from './drawnWords.ts';

/** One share of drawn words, for `drawWordBank`. */
process.once('message', (share: DrawnShare) => {
  void drawShare(share).then((bank) => {
    // A slice is a copy in memory of its own: shared memory does not go from process to process.
    process.send?.({ ...bank, pixels: bank.pixels.slice() }, () => {
      process.disconnect();
    });
  });
});

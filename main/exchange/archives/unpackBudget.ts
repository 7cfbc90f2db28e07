import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';

/** Limits of what a small file may expand to: one that claims to contain terabytes is meant to fill memory or disk. */
export interface UnpackRatio {
  /** Largest ratio of unpacked to packed bytes. Images and text stay below 20. */
  readonly mostRatio: number;
  /** Up to this many bytes are allowed for any file. */
  readonly harmlessBytes: number;
}

export const usualRatio: UnpackRatio = { mostRatio: 200, harmlessBytes: 64 * 1024 * 1024 };

/** Files take at least a block of the disk. */
export const leastFileBytes = 4096;

/** What may still be unpacked of files that are read together. */
export type UnpackBudget = ReturnType<typeof createUnpackBudget>;

const advice = {
  read: 'Download it again, or ask where it comes from.',
  unpacked: 'If you trust it, unpack it yourself.',
};

/**
 * @param path for messages
 * @param did what was not done with it, for messages
 */
export function createUnpackBudget(path: string, did: keyof typeof advice, ratio = usualRatio) {
  let packed = 0;
  let spent = 0;
  const most = (): number => Math.max(ratio.harmlessBytes, packed * ratio.mostRatio);
  return {
    /** A packed file is read, too. */
    allow(packedBytes: number): void {
      packed += packedBytes;
    },
    left: (): number => most() - spent,
    /**
     * Counts bytes that are unpacked into memory, or written.
     * @throws InkdexError `data-invalid` for too many
     */
    spend: (bytes: number): void => {
      spent += bytes;
      if (spent <= most()) return;
      throw new InkdexError(
        'data-invalid',
        `${JSON.stringify(path)} was not ${did}: its ${formatCount(packed)} bytes would expand to more than ` +
          `${formatCount(most())}, which no data set does. ${advice[did]}`,
      );
    },
  };
}

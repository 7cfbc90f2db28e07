import { formatRow } from '../exchange/table/table.ts';
import { writeResult } from '../files/outside.ts';
import type { Progress } from './terminal.ts';

/** What was read, as the `prediction.csv` of CRNN_OCR_lite. */
export type Predictions = ReturnType<typeof createPredictions>;

/** Where readings go. */
export interface Output {
  readonly json: boolean;
  readonly predictions: Predictions;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** @param path null for no file */
export function createPredictions(path: string | null) {
  const rows: (readonly [image: string, text: string])[] = [];
  return {
    /** @param text '' for what could not be read */
    add(image: string, text: string): void {
      if (path !== null) rows.push([image, text]);
    },
    /** Writes the file, if one was asked for. @throws InkdexError `disk-full`, `permission-denied` */
    async write(): Promise<void> {
      if (path === null) return;
      const lines = rows.map(([image, text], index) => formatRow('csv', [String(index), image, text]));
      await writeResult(path, [formatRow('csv', ['index', 'fname', 'prediction']), ...lines].join(''));
    },
  };
}

import { z } from 'zod';
import { sampleLabelSchema } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample, OutgoingSamples } from '../exchangeFormat.ts';
import { madeBySchema } from '../../../shared/contract/word.ts';
import { WritableDatabase, translated, sql } from '../../store/database.ts';

const rowSchema = z.object({ json: z.string() });
const outgoingSchema = sampleLabelSchema.extend({
  path: z.string(),
  width: z.number(),
  height: z.number(),
  source: madeBySchema.optional(),
});
/** Samples per write to the disk. */
const batch = 10_000;

/**
 * Groups samples by image, with images in the order of their first keys. Samples that do not fit into memory go to an
 * unnamed SQLite database, which SQLite keeps on the disk and removes itself.
 */
export async function* byImage(
  samples: OutgoingSamples,
  signal: AbortSignal,
): AsyncGenerator<readonly OutgoingSample[]> {
  const db = translated(() => new WritableDatabase(''));
  try {
    db.exec(
      `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;
       CREATE TABLE sample (
         image INTEGER NOT NULL, number INTEGER NOT NULL, json TEXT NOT NULL, PRIMARY KEY (image, number)
       ) STRICT, WITHOUT ROWID;`,
    );
    const images = await fill(db, samples, signal);
    for (let image = 1; image <= images; image += 1) {
      signal.throwIfAborted();
      const rows = db.all(rowSchema, sql`SELECT json FROM sample WHERE image = ${image} ORDER BY number`);
      yield rows.map(({ json }) => {
        const { source, ...sample } = outgoingSchema.parse(JSON.parse(json));
        return source === undefined ? sample : { ...sample, source };
      });
    }
  } finally {
    db.close();
  }
}

/** Returns the number of images; their ids are 1 to that number. */
async function fill(db: WritableDatabase, samples: OutgoingSamples, signal: AbortSignal): Promise<number> {
  const ids = new Map<string, number>();
  let waiting: { readonly image: number; readonly json: string }[] = [];
  let number = 0;
  const flush = db.transaction(() => {
    for (const { image, json } of waiting) {
      number += 1;
      db.run(sql`INSERT INTO sample (image, number, json) VALUES (${image}, ${number}, ${json})`);
    }
    waiting = [];
  });
  for await (const sample of samples) {
    signal.throwIfAborted();
    const name = JSON.stringify([sample.file, sample.path]);
    let image = ids.get(name);
    if (image === undefined) {
      image = ids.size + 1;
      ids.set(name, image);
    }
    waiting.push({ image, json: JSON.stringify(sample) });
    if (waiting.length >= batch) flush();
  }
  flush();
  return ids.size;
}

import type { Suspect, Suspects } from '../../shared/contract/datasetContents.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import { foldText, normalizeText } from '../../shared/text.ts';
import type { WritableDatabase } from '../store/database.ts';
import { countReadableWords, listReadSamples, type ReadSampleRow } from '../store/datasets/datasetImages.ts';
import { findSamples } from '../store/datasets/datasetSamples.ts';

/** A reading with a lower confidence does not contradict a label. */
const firmConfidence = 0.5;
/** The label must be at least this many times less likely than the reading. */
const firmLead = 20;

export interface RecogniserInUse {
  readonly id: ModelId;
  readonly sha256: string;
  /** Of its file. */
  readonly path: string;
}

/** Labels that the current recogniser contradicts with high confidence. */
export function listSuspects(
  db: WritableDatabase,
  set: number,
  model: RecogniserInUse,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Suspects {
  const rows = listReadSamples(db, set, model.sha256);
  const found = rows.flatMap((row) => {
    const against = contradictionOf(row);
    return against === null ? [] : [{ id: row.sample, ...against }];
  });
  found.sort((a, b) => order[a.kind] - order[b.kind] || strengthOf(b) - strengthOf(a) || a.id - b.id);
  const page = found.slice(offset, offset + limit);
  const samples = new Map(
    findSamples(
      db,
      page.map(({ id }) => id),
    ).map((sample) => [sample.id, sample]),
  );
  return {
    read: rows.length,
    words: countReadableWords(db, set),
    model: model.id,
    total: found.length,
    suspects: page.flatMap(({ id, ...against }): Suspect[] => {
      const sample = samples.get(id);
      return sample === undefined ? [] : [{ sample, ...against }];
    }),
  };
}

type Contradiction = Omit<Suspect, 'sample'>;

/** Most likely wrong labels first. */
const order: Record<Suspect['kind'], number> = { letters: 0, part: 1, form: 2 };

function strengthOf({ confidence, labelConfidence }: Contradiction): number {
  return confidence - labelConfidence;
}

/** How the readings contradict a label; null when they agree or are not confident enough. */
export function contradictionOf({
  text,
  readings,
}: Pick<ReadSampleRow, 'text' | 'readings'>): Contradiction | null {
  const label = normalizeText(text);
  const [best] = readings;
  if (best === undefined || best.text === label || best.confidence < firmConfidence) return null;
  const labelConfidence = readings.find((reading) => reading.text === label)?.confidence ?? 0;
  if (labelConfidence * firmLead > best.confidence) return null;
  return { reading: best.text, confidence: best.confidence, labelConfidence, kind: kindOf(label, best.text) };
}

function kindOf(label: string, reading: string): Suspect['kind'] {
  if (foldText(label) === foldText(reading)) return 'form';
  return label.includes(reading) || reading.includes(label) ? 'part' : 'letters';
}

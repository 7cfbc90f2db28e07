import type { DatasetParts } from './parts.ts';
import { prettifyError, z } from 'zod';
import {
  type KeptImage,
  sampleLabelSchema,
  type Sample,
  type SampleLabel,
  type StoredImage,
} from '../../shared/contract/dataset.ts';
import type { SampleId } from '../../shared/contract/datasetContents.ts';
import type { MadeBy } from '../../shared/contract/word.ts';
import type { IncomingRecord, IncomingSample } from '../exchange/exchangeFormat.ts';
import { boxOfPoints } from '../../shared/geometry.ts';
import { canonicalSample } from '../../shared/manifest.ts';
import { InkdexError, type Failure } from '../../shared/result.ts';
import { controlCharacter, normalizeText } from '../../shared/text.ts';
import { transaction } from '../store/database.ts';
import { keepImage } from '../store/datasets/datasetImages.ts';
import { findSamples, keepSample, sampleOf } from '../store/datasets/datasetSamples.ts';
import { addToSet, findInSet } from '../store/datasets/datasetSets.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { cutToImage } from '../../shared/shape.ts';

/** Records to import at once: enough to keep the worker busy, few enough to stop soon. */
const batchSize = 256;
/** What the message of an invalid record advises. */
export const skipInvalid = 'skip invalid records';
/** Number of images to cache by path, for sources with many samples per page. */
const imagesRemembered = 4096;
/** Skipped records to list one by one. */
const leftOutNamed = 200;

export interface IngestRequest {
  /** A draft set to add the samples to. */
  readonly set: number;
  /**
   * Folders that images must be in; outlines are then cut to their images. Null for the library's own photos, which
   * may be anywhere and whose words may exceed them.
   */
  readonly within: readonly string[] | null;
  /** Whether a rule assigns the splits, so that the samples' own splits are ignored. */
  readonly isAssigned: boolean;
  /** The source of texts that do not name one. */
  readonly source: MadeBy;
  /** Skips invalid records instead of throwing at the first. */
  readonly keepGood: boolean;
}

/** The outcome of importing a stream of records. */
export interface IngestedRecords {
  samples: number;
  /** Outlines that exceeded their image and were cut to it. */
  cut: number;
  readonly skipped: Record<string, number>;
  readonly leftOut: { reason: string; place: string }[];
}

interface Candidate {
  readonly label: SampleLabel;
  readonly incoming: IncomingSample;
  readonly place: string;
}

/**
 * Imports records into a draft in batches: the images of one batch become objects while the batch before is written
 * to the database.
 *
 * @throws InkdexError `data-invalid` at the first invalid record, unless `keepGood` is set
 */
export async function ingest(
  { db, ...parts }: Pick<DatasetParts, 'db' | 'reader' | 'folders'>,
  records: AsyncIterable<IncomingRecord>,
  request: IngestRequest,
  { signal, onProgress }: WorkOptions,
): Promise<IngestedRecords> {
  const taken: IngestedRecords = { samples: 0, cut: 0, skipped: {}, leftOut: [] };
  const keep = imageKeeper(parts, request.within, signal);
  let writing: Promise<void> = Promise.resolve();

  async function store(batch: readonly Candidate[], images: Promise<Map<string, KeptImage>>): Promise<void> {
    const kept = await images;
    signal.throwIfAborted();
    transaction(db, () => {
      for (const candidate of batch) storeOne(candidate, kept.get(candidate.incoming.path));
    });
    onProgress(taken.samples, null);
  }

  function storeOne({ label, incoming, place }: Candidate, kept: KeptImage | undefined): void {
    if (kept === undefined) throw new TypeError(`The worker returned no result for ${incoming.path}.`);
    if (!kept.ok) {
      refuse(imageProblem(kept.error), place);
      return;
    }
    const problem = changedImage(label, incoming, kept.image);
    const shape = request.within === null ? label : cutToImage(label, kept.image);
    if (problem !== null || shape === null) {
      refuse(problem ?? outside(label, kept.image), place);
      return;
    }
    if (shape !== label) taken.cut += 1;
    const { quad, polygon } = shape;
    const source = incoming.source ?? request.source;
    const sample = { ...label, quad, polygon, image: kept.image.sha256, source };
    const id = keepSample(db, sample, keepImage(db, kept.image));
    if (addToSet(db, request.set, label.key, id)) taken.samples += 1;
    else if (isHeld(sample, id)) leaveOut(taken, 'already in the dataset', place);
    else
      refuse({ reason: 'duplicate key', message: `another sample has the same key "${label.key}"` }, place);
  }

  function isHeld(sample: Sample, id: SampleId): boolean {
    const there = findInSet(db, request.set, sample.key);
    if (there === undefined || there === id) return there === id;
    const [held] = request.isAssigned ? findSamples(db, [there]) : [];
    if (held === undefined) return false;
    return canonicalSample({ ...sampleOf(held), split: sample.split }) === canonicalSample(sample);
  }

  function refuse({ reason, message }: Problem, place: string): void {
    if (!request.keepGood) {
      throw new InkdexError(
        'data-invalid',
        `${place}: ${message.replace(/\.$/u, '')}. Nothing was imported. Correct the record, or ${skipInvalid}.`,
      );
    }
    leaveOut(taken, reason, `${place}: ${message}`);
  }

  async function take(batch: readonly Candidate[]): Promise<void> {
    const images = keep(batch);
    // If the batch before fails, this batch's error must not become an unhandled rejection.
    images.catch(() => undefined);
    await writing;
    writing = store(batch, images);
    writing.catch(() => undefined);
  }

  let batch: Candidate[] = [];
  for await (const record of records) {
    signal.throwIfAborted();
    if (record.kind === 'skipped') leaveOut(taken, record.reason, record.place);
    else if (record.kind === 'invalid')
      refuse({ reason: 'invalid', message: record.message }, 'Invalid record');
    else {
      const checked = checkLabel(record.sample);
      const place = record.place ?? `Sample ${JSON.stringify(record.sample.key)}`;
      if (checked.ok) batch.push({ label: checked.label, incoming: record.sample, place });
      else refuse({ reason: 'invalid', message: checked.message }, place);
    }
    if (batch.length < batchSize) continue;
    await take(batch);
    batch = [];
  }
  await take(batch);
  await writing;
  return taken;
}

/** Makes the images of batches objects, each once while batches refer to it. The result is by path. */
function imageKeeper(
  { reader, folders: { objects } }: Pick<DatasetParts, 'reader' | 'folders'>,
  within: IngestRequest['within'],
  signal: AbortSignal,
): (batch: readonly Candidate[]) => Promise<Map<string, KeptImage>> {
  const remembered = new Map<string, KeptImage>();
  return async (batch) => {
    const images = new Map<string, KeptImage>();
    const missing = new Set<string>();
    for (const { path } of batch.map(({ incoming }) => incoming)) {
      const known = remembered.get(path);
      if (known === undefined) missing.add(path);
      else images.set(path, known);
    }
    const asked = { paths: [...missing], within: within && [...within], objects };
    const kept = await reader.call('keepImages', asked, { signal });
    if (remembered.size > imagesRemembered) remembered.clear();
    for (const [index, path] of [...missing].entries()) {
      const image = kept[index];
      if (image === undefined) continue;
      images.set(path, image);
      remembered.set(path, image);
    }
    return images;
  };
}

interface Problem {
  /** The group it is counted in. */
  readonly reason: string;
  readonly message: string;
}

function changedImage({ file }: SampleLabel, { sha256 }: IncomingSample, image: StoredImage): Problem | null {
  if (sha256 === undefined || sha256 === image.sha256) return null;
  const message = `its image ${file} was changed: its SHA-256 is ${image.sha256}, expected ${sha256}`;
  return { reason: 'hash mismatch', message };
}

function outside({ quad, polygon }: SampleLabel, { width, height }: StoredImage): Problem {
  const [x, y, wide, high] = boxOfPoints(polygon ?? quad ?? []);
  const message =
    `its box x ${x}, y ${y}, width ${wide}, height ${high} is outside its image of ` +
    `${width} x ${height} pixels`;
  return { reason: 'box outside the image', message };
}

function imageProblem({ code, message }: Failure): Problem {
  const reasons: Partial<Record<Failure['code'], string>> = {
    'file-missing': 'image missing',
    'file-empty': 'image damaged',
    'image-damaged': 'image damaged',
    'image-format-unknown': 'image damaged',
    'image-too-large': 'image too large',
    'data-invalid': 'image outside the folder',
  };
  return { reason: reasons[code] ?? 'image unreadable', message: message.replace(/\.$/u, '') };
}

function leaveOut(taken: IngestedRecords, reason: string, place: string): void {
  taken.skipped[reason] = (taken.skipped[reason] ?? 0) + 1;
  if (taken.leftOut.length < leftOutNamed) taken.leftOut.push({ reason, place });
}

export type CheckedLabel =
  | { readonly ok: true; readonly label: SampleLabel }
  /** For people, without a full stop. */
  | { readonly ok: false; readonly message: string };

/** Drops the fields that describe the image. */
const labelOfIncoming = z.object(sampleLabelSchema.shape);

/**
 * Checks a sample from a reader against the schema. The text is converted to NFC, writer and page to the form of
 * `normalName`.
 */
export function checkLabel(incoming: IncomingSample): CheckedLabel {
  const parsed = labelOfIncoming.safeParse(incoming);
  if (!parsed.success) {
    return { ok: false, message: prettifyError(parsed.error).replace(/\s+/gu, ' ').trim() };
  }
  const { text, writer, page } = parsed.data;
  const names = { writer: normalName(writer), page: normalName(page) };
  const label = { ...parsed.data, ...names, text: text.normalize('NFC') };
  const broken = [label.key, label.file, label.text, label.writer ?? '', label.page ?? ''].find(
    (part) => !part.isWellFormed(),
  );
  if (broken !== undefined) {
    return {
      ok: false,
      message: `${JSON.stringify(broken)} contains half of a character (a lone surrogate)`,
    };
  }
  const control = controlCharacter(label.text);
  if (control === null) return { ok: true, label };
  return {
    ok: false,
    message: `the text ${JSON.stringify(label.text)} has the control character ${control}`,
  };
}

/**
 * The name of a writer or page in one normal form (NFC), so that all its samples get the same split, independent of the program
 * wrote the name: macOS writes file names in NFD. Null for an empty name.
 */
export function normalName(name: string | null): string | null {
  const normal = name === null ? '' : normalizeText(name);
  return normal === '' ? null : normal;
}

import type { DatasetParts } from './parts.ts';
import { lstat, rm } from 'node:fs/promises';
import { z } from 'zod';
import { sampleLabelSchema, sampleSchema } from '../../shared/contract/dataset.ts';
import type { Exported, ExportVersion } from '../../shared/contract/datasetWork.ts';
import { chosenName, type ExchangeFormat, type OutgoingSample } from '../exchange/exchangeFormat.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import { giveUsualModes } from '../files/privateFiles.ts';
import { countSet, membersOf } from '../store/datasets/datasetSets.ts';
import { hashFile } from '../files/hashFile.ts';
import { objectPath, type DatasetFolders } from './files.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import { bagVariant } from './package/bag.ts';
import { packageName } from './package/packageFormat.ts';
import { writePackage, type OutgoingMember } from './package/writePackage.ts';
import { requireDataset, requireRecord, requireVersion } from './resolveNames.ts';

const labelOfSample = z.object(sampleLabelSchema.shape);

/**
 * Exports a version in a format. The output is complete or absent.
 * @throws InkdexError `not-found`; `bad-arguments` for a format without a writer, or without that variant, or
 * when the version of a package belongs to several datasets; `conflict` when the path exists; `data-invalid` for a damaged object
 */
export async function exportVersion(
  { db, folders, formats }: Pick<DatasetParts, 'db' | 'folders' | 'formats'>,
  ask: ExportVersion & { readonly path: string },
  { signal, onProgress }: WorkOptions,
): Promise<Exported> {
  const { version, dataset, format: name, path, url } = ask;
  const { contents } = requireVersion(db, version);
  const format = formats.find((each) => each.name === name);
  if (format === undefined || !isWritable(format)) {
    const names = formats.filter(isWritable).map((each) => each.name);
    throw new InkdexError(
      'bad-arguments',
      `Unknown export format "${name}". Choose one of: ${names.join(', ')}.`,
    );
  }
  const variant = chosenName(format, 'variant', ask.variant);
  const holder = dataset === null ? null : requireDataset(db, dataset).name;
  const record = name === packageName ? requireRecord(db, version, holder) : null;
  await refuseTaken(path);
  const counted = countSet(db, contents);
  let images = 0;
  const onImage = (): void => {
    images += 1;
    onProgress(images, counted.images);
  };
  const members = outgoing(db, folders, contents, signal);
  if (record !== null) {
    await writePackage(members, { path, record, url, isBag: variant === bagVariant, onImage });
  } else {
    await format.write?.(samples(), path, { variant, onImage, signal });
  }
  if (signal.aborted) {
    // An export that is stopped this late is complete, and would block the same export when the job resumes.
    await rm(path, { recursive: true, force: true });
    signal.throwIfAborted();
  }
  await giveUsualModes(path);
  return { version, format: name, path, ...counted, losses: [...(format.losses ?? [])] };

  async function* samples(): AsyncGenerator<OutgoingSample> {
    for await (const { sample, path: object, width, height } of members) {
      yield { ...labelOfSample.parse(sample), source: sample.source, path: object, width, height };
    }
  }
}

/** Whether a version can be exported in a format. */
export function isWritable({ name, write }: ExchangeFormat): boolean {
  return write !== null || name === packageName;
}

async function refuseTaken(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch {
    return;
  }
  throw new InkdexError('conflict', `${path} already exists. Choose a path that does not exist yet.`);
}

/**
 * The samples of a set, ordered by key.
 * @throws InkdexError `data-invalid` for a damaged object, so that it is not exported as if it were intact
 */
async function* outgoing(
  db: WritableDatabase,
  folders: DatasetFolders,
  set: number,
  signal: AbortSignal,
): AsyncGenerator<OutgoingMember> {
  const sound = new Set<string>();
  for (const page of membersOf(db, set)) {
    for (const { line, sha256, width, height } of page) {
      signal.throwIfAborted();
      const path = objectPath(folders, sha256);
      if (!sound.has(sha256)) {
        if ((await hashFile(path)) !== sha256) throw damaged(path);
        sound.add(sha256);
      }
      yield { sample: sampleSchema.parse(JSON.parse(line)), path, width, height };
    }
  }
}

function damaged(path: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `The image ${path} is missing or damaged, so the version cannot be exported. ` +
      'Verify the version, then import its source again to restore the image.',
  );
}

import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { owner, type Caller } from '../../shared/contract/account.ts';
import type { CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { type libraryCalls, documentChoiceSchema, photoChoiceSchema } from '../../shared/contract/library.ts';
import { modelExportSchema, type ModelExport } from '../../shared/contract/model.ts';
import { exportEnding, photoExportFormatSchema } from '../../shared/page/exportFormats.ts';
import { counted } from '../../shared/text.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { Downloads } from '../jobs/downloads.ts';
import type { Jobs } from '../jobs/service.ts';
import { exportLibrary, type ExportReport } from '../store/export/exportLibrary.ts';
import { addJobFailures, replaceJobOutcome, requireJobRequest } from '../store/jobs/jobs.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { findPhoto } from '../store/photos/photos.ts';
import { giveUsualModes } from '../files/privateFiles.ts';
import {
  exportPhotos,
  type ExportPhotosParts,
  type PhotoExport,
  type PhotoExportReport,
} from './exportPhotos.ts';

const libraryRequestSchema = z.object({ path: z.string(), photos: z.boolean() });
const photosRequestSchema = z.object({
  of: photoChoiceSchema,
  format: photoExportFormatSchema,
  /** Null: a file to download. */
  path: z.string().nullable(),
  ...documentChoiceSchema.shape,
});
const modelRequestSchema = modelExportSchema.extend({ path: z.null() });
const requestSchema = z.union([photosRequestSchema, modelRequestSchema, libraryRequestSchema]);
type LibraryRequest = z.infer<typeof libraryRequestSchema>;
type PhotosRequest = z.infer<typeof photosRequestSchema>;
type ExportRequest = z.infer<typeof requestSchema>;

export interface ExportingParts extends ExportPhotosParts {
  /** Folder of the library. */
  readonly folder: string;
  /** Folder of its database. */
  readonly ownFolder: string;
  readonly jobs: Jobs;
  readonly downloads: Downloads;
  readonly exportModel: (asked: ModelExport & { readonly path: string }) => Promise<unknown>;
}

/** Exports the library, photos of it or a model, as a job or at once. */
export function createExporting(parts: ExportingParts) {
  const { db, folder, ownFolder, jobs, downloads } = parts;
  const { database } = libraryPaths(ownFolder);
  /** The last file of each person with a token: each may look at all photos, but not fill the disk with them. */
  const newest = new Map<string, JobId>();

  async function exportNow({ path, photos }: LibraryRequest, options: WorkOptions): Promise<ExportReport> {
    const target = resolve(path);
    const report = await exportLibrary({ folder: resolve(folder), database, target, photos }, options);
    await giveUsualModes(target);
    return report;
  }

  async function exportPhotosNow(
    { path, ...asked }: PhotoExport,
    options: WorkOptions,
  ): Promise<PhotoExportReport> {
    const target = resolve(path);
    const report = await exportPhotos(parts, { ...asked, path: target }, options);
    await giveUsualModes(target);
    return report;
  }

  /** Returns what could not be exported. */
  async function perform(
    id: JobId,
    request: ExportRequest,
    options: WorkOptions,
  ): Promise<Omit<PhotoExportReport, 'photos'>> {
    if ('model' in request) {
      const { model, format } = request;
      const name = format === 'onnx' ? `${model}.onnx` : model;
      await downloads.make(id, name, (path) => parts.exportModel({ model, format, path }));
      return { missing: [], unshown: 0, scaledDown: 0 };
    }
    if (!('of' in request)) {
      const { missing } = await exportNow(request, options);
      return { missing, unshown: 0, scaledDown: 0 };
    }
    const { of, format, each = false, path: chosen } = request;
    const write = (path: string) => exportPhotosNow({ ...request, path }, options);
    const isOne = 'photos' in of && of.photos.length === 1;
    const name = `${describe(of).file}${exportEnding(format, { isOne, each }) ?? '.zip'}`;
    return await (chosen === null ? downloads.make(id, name, write) : write(chosen));
  }

  jobs.define('export', {
    async run({ id }, options) {
      const { missing, ...outcome } = await perform(id, requireJobRequest(db, id, requestSchema), options);
      return {
        commit() {
          addJobFailures(db, id, missing.length);
          replaceJobOutcome(db, id, outcome);
        },
        release: () => undefined,
      };
    },
  });

  function queueLibrary({ path, photos }: LibraryRequest): Job {
    const request: LibraryRequest = { path: resolve(path), photos };
    return jobs.queue({ kind: 'export', title: `Export the library to ${basename(path)}`, request });
  }

  function queuePhotos(asked: CallArgs<'exportPhotos'>, { name }: Caller = owner): Job {
    const path = asked.path === null ? null : resolve(asked.path);
    const request: PhotosRequest = { ...asked, path };
    const job = jobs.queue({ kind: 'export', title: `Export ${describe(asked.of).title}`, request });
    if (path === null && name !== null) {
      const before = newest.get(name);
      newest.set(name, job.id);
      if (before !== undefined) void end(before);
    }
    return job;
  }

  /** Ends an export that a newer one of the same person replaces. What it leaves is removed after a day in any case. */
  async function end(job: JobId): Promise<void> {
    // One that is done cannot be cancelled.
    await jobs.calls.cancelJob({ job }).catch(() => undefined);
    await downloads.remove(job).catch(() => undefined);
  }

  function queueModel({ model, format }: ModelExport): Job {
    const request: ExportRequest = { model, format, path: null };
    return jobs.queue({ kind: 'export', title: `Export ${model}`, request });
  }

  function describe(of: PhotosRequest['of']): { readonly title: string; readonly file: string } {
    if ('query' in of) return { title: `the photos of "${of.query}"`, file: of.query.slice(0, 100) };
    const [first, ...others] = of.photos;
    const name = first === undefined ? undefined : findPhoto(db, first)?.name;
    if (others.length === 0 && name !== undefined) return { title: name, file: name.replace(/\.\w+$/u, '') };
    const photos = counted(of.photos.length, 'photo');
    return { title: photos, file: photos };
  }

  const calls = {
    exportLibrary: queueLibrary,
    exportPhotos: queuePhotos,
    downloadModel: queueModel,
  } satisfies Pick<Serves<typeof libraryCalls>, 'exportLibrary' | 'exportPhotos' | 'downloadModel'>;
  return {
    calls,
    /** Exports without a job, also while another process has the library open. For commands. */
    exportNow,
    exportPhotosNow,
  };
}

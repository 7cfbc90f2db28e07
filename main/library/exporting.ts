import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import {
  type libraryCalls,
  photoChoiceSchema,
  photoExportFormatSchema,
  type PhotoChoice,
  type PhotoExportFormat,
} from '../../shared/contract/library.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import { windowsName } from '../../shared/fileNames.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Database } from '../store/database.ts';
import { exportLibrary, type ExportReport } from '../store/export/exportLibrary.ts';
import { addJobFailures, findJob, requireJobRequest } from '../store/jobs.ts';
import { libraryPaths } from '../store/open.ts';
import { findPhoto } from '../store/photos.ts';
import { giveUsualModes } from '../store/privateFiles.ts';
import { exportPhotos, type PhotoExportReport } from './exportPhotos.ts';
import type { Pictures } from './pictures.ts';

const libraryRequestSchema = z.object({ path: z.string(), photos: z.boolean() });
const photosRequestSchema = z.object({
  of: photoChoiceSchema,
  format: photoExportFormatSchema,
  path: z.string(),
  /** Whether the path is in the folder of downloads. */
  isDownload: z.boolean(),
});
const requestSchema = z.union([photosRequestSchema, libraryRequestSchema]);
type LibraryRequest = z.infer<typeof libraryRequestSchema>;
type PhotosRequest = z.infer<typeof photosRequestSchema>;

interface ExportingParts {
  readonly db: Database;
  /** Folder of the library. */
  readonly folder: string;
  /** Folder of its database. */
  readonly ownFolder: string;
  readonly jobs: Jobs;
  readonly pictures: Pick<Pictures, 'find'>;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
}

/** How long a file can be downloaded. */
const keptMs = 86_400_000;

const endings: Readonly<Record<PhotoExportFormat, string>> = { pdf: '.pdf', markdown: '.zip', text: '.txt' };

/** Exports the library or photos of it, as a job or at once. */
export function createExporting({ db, folder, ownFolder, jobs, pictures, searchPhotos }: ExportingParts) {
  const { database, cache } = libraryPaths(ownFolder);
  const downloads = join(cache, 'downloads');

  async function exportNow({ path, photos }: LibraryRequest, options: WorkOptions): Promise<ExportReport> {
    const target = resolve(path);
    const report = await exportLibrary({ folder: resolve(folder), database, target, photos }, options);
    await giveUsualModes(target);
    return report;
  }

  async function exportPhotosNow(
    { of, format, path }: Pick<PhotosRequest, 'of' | 'format' | 'path'>,
    options: WorkOptions,
  ): Promise<PhotoExportReport> {
    const target = resolve(path);
    const photos = 'photos' in of ? of.photos : searchPhotos(of.query);
    const report = await exportPhotos({ db, pictures }, { photos, format, path: target }, options);
    await giveUsualModes(target);
    return report;
  }

  jobs.define('export', {
    async run({ id }, options) {
      const request = requireJobRequest(db, id, requestSchema);
      const { missing } = await ('of' in request
        ? exportPhotosNow(request, options)
        : exportNow(request, options));
      return {
        commit() {
          addJobFailures(db, id, missing.length);
        },
        release: () => undefined,
      };
    },
  });

  function queueLibrary({ path, photos }: LibraryRequest): Job {
    const request: LibraryRequest = { path: resolve(path), photos };
    return jobs.queue({ kind: 'export', title: `Export the library to ${basename(path)}`, request });
  }

  function queuePhotos({ of, format, path }: CallArgs<'exportPhotos'>): Job {
    const what = describe(of);
    const isDownload = path === null;
    const target = path ?? join(downloads, randomUUID(), `${windowsName(what.file)}${endings[format]}`);
    const request: PhotosRequest = { of, format, path: resolve(target), isDownload };
    return jobs.queue({ kind: 'export', title: `Export ${what.title}`, request });
  }

  function describe(of: PhotoChoice): { readonly title: string; readonly file: string } {
    if ('query' in of) return { title: `the photos of "${of.query}"`, file: of.query.slice(0, 100) };
    const [first, ...others] = of.photos;
    const name = first === undefined ? undefined : findPhoto(db, first)?.name;
    if (others.length === 0 && name !== undefined) return { title: name, file: name.replace(/\.\w+$/u, '') };
    const photos = counted(of.photos.length, 'photo');
    return { title: photos, file: photos };
  }

  const calls = { exportLibrary: queueLibrary, exportPhotos: queuePhotos } satisfies Pick<
    Serves<typeof libraryCalls>,
    'exportLibrary' | 'exportPhotos'
  >;
  return {
    calls,
    /** Exports without a job, also while another process has the library open. For commands. */
    exportNow,
    exportPhotosNow,
    /**
     * The path of the file of a finished export.
     *
     * @throws InkdexError `not-found`
     */
    async findDownload(id: JobId): Promise<string> {
      const job = findJob(db, id);
      const request =
        job?.kind === 'export' && job.state === 'done' ? requireJobRequest(db, id, requestSchema) : null;
      const path = request !== null && 'of' in request && request.isDownload ? request.path : null;
      if (path === null || (await stat(path).catch(() => null)) === null) {
        throw new InkdexError('not-found', 'The file is no longer there. Export it again.');
      }
      return path;
    },
    /** @param now milliseconds since 1970 */
    async removeOldDownloads(now: number): Promise<void> {
      for (const name of await readdir(downloads).catch(() => [])) {
        const path = join(downloads, name);
        if (now - (await stat(path)).mtimeMs > keptMs) await rm(path, { recursive: true, force: true });
      }
    },
  };
}

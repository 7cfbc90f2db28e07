import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Job } from '../../shared/contract/job.ts';
import type { Jobs } from '../jobs/service.ts';
import type { Database } from '../store/database.ts';
import { exportLibrary, type ExportOptions, type ExportReport } from '../store/export/exportLibrary.ts';
import { addJobFailures, requireJobRequest } from '../store/jobs.ts';
import { libraryPaths } from '../store/open.ts';
import { giveUsualModes } from '../store/privateFiles.ts';

const requestSchema = z.object({ path: z.string(), photos: z.boolean() });
type ExportRequest = z.infer<typeof requestSchema>;

interface ExportingParts {
  readonly db: Database;
  /** Folder of the library. */
  readonly folder: string;
  /** Folder of its database. */
  readonly ownFolder: string;
  readonly jobs: Jobs;
}

/** Exports the library, as a job or at once. */
export function createExporting({ db, folder, ownFolder, jobs }: ExportingParts) {
  const { database } = libraryPaths(ownFolder);

  async function exportNow({ path, photos }: ExportRequest, options: ExportOptions): Promise<ExportReport> {
    const target = resolve(path);
    const report = await exportLibrary({ folder: resolve(folder), database, target, photos }, options);
    await giveUsualModes(target);
    return report;
  }

  jobs.define('export', {
    async run({ id }, options) {
      const { missing } = await exportNow(requireJobRequest(db, id, requestSchema), options);
      return {
        commit() {
          addJobFailures(db, id, missing.length);
        },
        release: () => undefined,
      };
    },
  });

  function queueExport({ path, photos }: ExportRequest): Job {
    const request: ExportRequest = { path: resolve(path), photos };
    return jobs.queue({ kind: 'export', title: `Export the library to ${basename(path)}`, request });
  }

  return { queueExport, exportNow };
}

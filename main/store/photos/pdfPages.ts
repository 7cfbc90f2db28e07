import { z } from 'zod';
import type { JobId } from '../../../shared/contract/job.ts';
import { photoIdSchema, type PhotoId } from '../../../shared/contract/photo.ts';
import { sql, type ReadableDatabase, type Sql, type WritableDatabase } from '../database.ts';
import { pathsBelow } from './paths.ts';

/** An imported page of a PDF. */
export interface PdfPage {
  /** Path of the PDF. */
  readonly path: string;
  readonly job: JobId;
  /** Counted from 1. */
  readonly page: number;
  /** SHA-256 of the rendered page. */
  readonly sha256: string;
}

/** Of a photo in a query: the path of the PDF whose page it is, or its own. Pages of a PDF have files in the library's folder. */
export const placeOfPhoto = sql`coalesce(
  (SELECT pdf_page.path FROM pdf_page WHERE pdf_page.sha256 = photo.sha256 ORDER BY pdf_page.path LIMIT 1), photo.path)`;

/** The condition that a photo is below a folder, or the PDF whose page it is. */
export function isBelow(folder: string): Sql {
  const { from, to } = pathsBelow(folder);
  return sql`(photo.path > ${from} AND photo.path < ${to} OR photo.sha256 IN
    (SELECT pdf_page.sha256 FROM pdf_page WHERE pdf_page.path > ${from} AND pdf_page.path < ${to}))`;
}

export function insertPdfPage(db: WritableDatabase, { path, job, page, sha256 }: PdfPage): void {
  db.run(sql`INSERT INTO pdf_page (path, job, page, sha256) VALUES (${path}, ${job}, ${page}, ${sha256})
      ON CONFLICT (path, job, page) DO UPDATE SET sha256 = excluded.sha256`);
}

/** The PDF, or other file with several pages, that a photo is a page of. */
export function findPdfPage(db: ReadableDatabase, sha256: string): z.infer<typeof pageRow> | undefined {
  return db.first(
    pageRow,
    sql`SELECT path, page FROM pdf_page WHERE sha256 = ${sha256} ORDER BY job DESC, path LIMIT 1`,
  );
}

const pageRow = z.object({ path: z.string(), page: z.number() });

/** Whether an earlier import added the same page of the same PDF. */
export function wasPdfPage(db: ReadableDatabase, { path, job, sha256 }: PdfPage): boolean {
  const earlier = sql`SELECT page FROM pdf_page
    WHERE sha256 = ${sha256} AND path = ${path} AND job < ${job} LIMIT 1`;
  return db.has(earlier);
}

/**
 * Keeps only the current pages of the PDFs that an import added completely, and returns the photos of their former pages.
 * Omits photos that the user has edited, and photos of a PDF that shares no page with the previous one at its path,
 * because a scanner may always use the same file name.
 */
export function takeReplacedPages(db: WritableDatabase, job: JobId): PhotoId[] {
  const whole = sql`SELECT path FROM job_item WHERE job = ${job} AND page IS NOT NULL
    GROUP BY path HAVING sum(state = 'failed') = 0`;
  return db.column(z.string(), whole).flatMap((path) => {
    const replaced = listReplacedPages(db, path, job);
    db.run(sql`DELETE FROM pdf_page WHERE path = ${path} AND job < ${job}`);
    return replaced;
  });
}

function listReplacedPages(db: ReadableDatabase, path: string, job: JobId): PhotoId[] {
  return db.column(
    photoIdSchema,
    sql`SELECT DISTINCT photo.id FROM pdf_page AS old JOIN photo ON photo.sha256 = old.sha256
      WHERE old.path = ${path} AND old.job < ${job} AND photo.progress IN ('new', 'read')
        AND NOT EXISTS (SELECT 1 FROM pdf_page AS other
          WHERE other.sha256 = old.sha256 AND (other.path <> ${path} OR other.job = ${job}))
        AND EXISTS (SELECT 1 FROM pdf_page AS before JOIN pdf_page AS now ON now.sha256 = before.sha256
          WHERE before.path = ${path} AND before.job < ${job} AND now.path = ${path} AND now.job = ${job})
      ORDER BY photo.id`,
  );
}

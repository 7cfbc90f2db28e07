import { z } from 'zod';
import { readingFormats } from '../../page/readingFormats.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { counted } from '../../../shared/text.ts';
import type { ReadOptions } from '../../services.ts';
import { endpoint, type BodyForm, type Endpoint } from '../endpoint.ts';
import type { ApiLimits } from '../limits.ts';
import { Refusal, tooBusy } from '../refusal.ts';
import { uploadedPageSchema, type OpenUpload, type Upload, type UploadedPage } from './readUpload.ts';

/** What a client may ask of a reading. */
export const readingQuery = z.object({
  page: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('page of a PDF, from 1; default: all'),
  alternatives: z.coerce
    .number()
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('readings of each word; default: 5'),
  model: modelIdSchema.optional().describe('recogniser; default: the one in use'),
  fast: z
    .stringbool()
    .optional()
    .describe('whether no second reader is asked for words in doubt; default: the setting of the library'),
});
export type ReadingQuery = z.infer<typeof readingQuery>;

type FileFormat = keyof typeof readingFormats;
const formats = Object.keys(readingFormats) as FileFormat[];
const formatNames = ['json', ...formats] as const;
type FormatName = (typeof formatNames)[number];

/** A photo or PDF as it is. */
export function uploadForm({ pageBytes }: Pick<ApiLimits, 'pageBytes'>): BodyForm<z.ZodType<Buffer>> {
  return {
    types: ['image/*', readingFormats.pdf.type, 'application/octet-stream'],
    mostBytes: pageBytes,
    schema: z.instanceof(Buffer).refine(({ length }) => length > 0, 'expected a photo or PDF, found nothing'),
    read: (bytes) => bytes,
  };
}

/** Pages of handwriting: a photo or PDF to its words, or to a page format. */
export function pageEndpoints(open: OpenUpload, limits: ApiLimits): Endpoint[] {
  let waiting = 0;
  const types = Object.values(readingFormats).map(({ type }) => [type, null] as const);
  return [
    endpoint({
      method: 'post',
      path: '/v1/pages',
      summary:
        'Read a photo or PDF, as `inkdex read --json`, or as ALTO, PAGE, hOCR, Markdown or text, ' +
        'or as a PDF of invisible text to lay under the scan',
      scope: 'read',
      query: readingQuery.extend({
        format: z.enum(formatNames).optional().describe('default: what the header Accept names, else json'),
      }),
      body: uploadForm(limits),
      answers: {
        'application/json': z.object({ pages: z.array(uploadedPageSchema) }),
        ...Object.fromEntries(types),
      },
      async handle({ body, query, headers, signal }) {
        const format = query.format ?? acceptedFormat(headers);
        if (waiting >= limits.waitingPages)
          throw tooBusy(`${counted(waiting, 'page')} wait already.`, waiting);
        waiting += 1;
        try {
          const upload = await open(body, query.page ?? null);
          try {
            requireFew(upload, format, limits.pagesAtOnce);
            return await answerOf(await readAll(upload, readOptionsOf(query, signal)), format);
          } finally {
            await upload.close();
          }
        } finally {
          waiting -= 1;
        }
      },
    }),
  ];
}

export function readOptionsOf(
  { alternatives = 5, model, fast }: ReadingQuery,
  signal: AbortSignal,
): ReadOptions {
  return { alternatives, signal, model, fast };
}

async function readAll({ pages, read }: Upload, options: ReadOptions): Promise<UploadedPage[]> {
  const found: UploadedPage[] = [];
  for (const page of pages ?? [null]) found.push(await read(page, options));
  return found;
}

/** Page formats have one page; a client does not wait for a hundred. */
function requireFew({ pages }: Upload, format: FormatName, pagesAtOnce: number): void {
  const count = pages?.length ?? 1;
  if (format !== 'json' && readingFormats[format].isOnePage && count !== 1) {
    throw new Refusal(
      400,
      `This PDF has ${counted(count, 'page')}, but a file of this format has one. Add ?page=1.`,
    );
  }
  if (count > pagesAtOnce) {
    const advice = 'Add ?page=1, or send it to POST /v1/jobs.';
    throw new Refusal(
      413,
      `This PDF has ${counted(count, 'page')}; at most ${pagesAtOnce} are read at once. ${advice}`,
    );
  }
}

/** @throws Refusal 406 */
function acceptedFormat(headers: Headers): FormatName {
  const accepted = (headers.get('accept') ?? '*/*')
    .split(',')
    .map((part) => part.split(';')[0]?.trim() ?? '');
  for (const type of accepted) {
    if (type === '*/*' || type === 'application/*' || type === 'application/json') return 'json';
    const format = formats.find((name) => readingFormats[name].type === type);
    if (format !== undefined) return format;
  }
  const known = Object.values(readingFormats).map(({ type }) => type);
  const given = JSON.stringify(headers.get('accept') ?? '');
  throw new Refusal(406, `Accept is ${given}; expected application/json, ${known.join(', ')}, or ?format=.`);
}

async function answerOf(pages: readonly UploadedPage[], format: FormatName): Promise<object> {
  if (format === 'json') return { pages };
  const { type, write } = readingFormats[format];
  const file = await write(pages);
  return typeof file === 'string'
    ? new Response(file, { headers: { 'content-type': `${type}; charset=utf-8` } })
    : new Response(new Uint8Array(file), { headers: { 'content-type': type } });
}

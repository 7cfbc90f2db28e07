import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { failureOf, failureSchema, InkdexError, type Failure } from '../../../shared/result.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import type { ApiLimits } from '../limits.ts';
import { tooBusy } from '../refusal.ts';
import { readingQuery, readOptionsOf, uploadForm, type ReadingQuery } from './http.ts';
import { uploadedPageSchema, type OpenUpload, type Upload, type UploadedPage } from './readUpload.ts';

const stateSchema = z.enum(['running', 'done', 'cancelled']);
const jobSchema = z.object({
  id: z.uuid(),
  state: stateSchema,
  /** Number of pages to read. */
  total: z.number(),
  /** Pages that were read, or why one could not be. */
  pages: z.array(
    z.union([uploadedPageSchema, z.object({ page: z.number().optional(), error: failureSchema })]),
  ),
});

interface Job {
  readonly id: string;
  /** Name of the token that made it; null without tokens. */
  readonly owner: string | null;
  readonly total: number;
  readonly stop: AbortController;
  readonly pages: (UploadedPage | { page?: number; error: Failure })[];
  state: z.infer<typeof stateSchema>;
}

/** Jobs read long PDFs while the client does something else. They end with the server. */
export function createPageJobs(open: OpenUpload, limits: ApiLimits) {
  const jobs = new Map<string, Job>();
  const running = new Set<Promise<void>>();

  async function work(job: Job, upload: Upload, query: ReadingQuery): Promise<void> {
    const options = readOptionsOf(query, job.stop.signal);
    try {
      for (const page of upload.pages ?? [null]) {
        if (job.stop.signal.aborted) return;
        job.pages.push(
          await upload.read(page, options).catch((thrown: unknown) => {
            return { ...(page !== null && { page }), error: failureOf(thrown) };
          }),
        );
      }
      job.state = 'done';
    } finally {
      await upload.close();
    }
  }

  function start(owner: string | null, upload: Upload, query: ReadingQuery): Job {
    const total = upload.pages?.length ?? 1;
    const job: Job = {
      id: randomUUID(),
      owner,
      total,
      stop: new AbortController(),
      pages: [],
      state: 'running',
    };
    const [oldest] = [...jobs.values()].filter(({ state }) => state !== 'running');
    if (jobs.size >= limits.jobs && oldest !== undefined) jobs.delete(oldest.id);
    jobs.set(job.id, job);
    const ended = work(job, upload, query).finally(() => running.delete(ended));
    running.add(ended);
    return job;
  }

  /** @throws InkdexError `not-found`, also for the job of another token */
  function find(id: string, owner: string | null): Job {
    const job = jobs.get(id);
    if (job?.owner === owner) return job;
    throw new InkdexError(
      'not-found',
      'There is no such job. Jobs end with the server, and old ones are forgotten.',
    );
  }

  return {
    endpoints: jobEndpoints(jobs, limits, find, async (bytes, query, owner) => {
      if (running.size >= limits.waitingPages) throw tooBusy('Too many jobs are running.', 10);
      return start(owner, await open(bytes, query.page ?? null), query);
    }),
    async close(): Promise<void> {
      for (const job of jobs.values()) job.stop.abort();
      await Promise.all(running);
    },
  };
}

function jobEndpoints(
  jobs: Map<string, Job>,
  limits: ApiLimits,
  find: (id: string, owner: string | null) => Job,
  start: (bytes: Buffer, query: ReadingQuery, owner: string | null) => Promise<Job>,
): Endpoint[] {
  const common = { scope: 'read', answers: { 'application/json': jobSchema } } as const;
  const params = z.object({ job: z.string() });
  return [
    endpoint({
      ...common,
      method: 'post',
      path: '/v1/jobs',
      summary: 'Read a long PDF in a job',
      status: 202,
      query: readingQuery,
      body: uploadForm(limits),
      async handle({ body, query, token }) {
        const job = await start(body, query, token?.name ?? null);
        return Response.json(shown(job), { status: 202, headers: { location: `/v1/jobs/${job.id}` } });
      },
    }),
    endpoint({
      ...common,
      method: 'get',
      path: '/v1/jobs/{job}',
      summary: 'What a job has read so far',
      params,
      handle: ({ params: { job }, token }) => shown(find(job, token?.name ?? null)),
    }),
    endpoint({
      ...common,
      method: 'delete',
      path: '/v1/jobs/{job}',
      summary: 'Cancel and forget a job',
      params,
      handle({ params: { job }, token }) {
        const found = find(job, token?.name ?? null);
        found.state = 'cancelled';
        found.stop.abort();
        jobs.delete(found.id);
        return shown(found);
      },
    }),
  ];
}

function shown({ id, state, total, pages }: Job): z.infer<typeof jobSchema> {
  return { id, state, total, pages };
}

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What `searchTimed.ts` is asked. */
export const timedQueriesSchema = z.object({
  texts: z.array(z.string()),
  depth: z.enum(['quick', 'full']),
  limit: z.number(),
});
export type TimedQueries = z.infer<typeof timedQueriesSchema>;

/** How long a query took, and the first photo that it found. */
export interface TimedAnswer {
  readonly ms: number;
  readonly first: number | undefined;
}

const answersSchema = z.array(z.object({ ms: z.number(), first: z.number().optional() }));

/**
 * Answers queries in a process that does nothing else, as the app's house does: what makes them up holds so
 * much memory that collecting its garbage would be most of what is measured.
 *
 * @param home a folder for what goes to and fro
 */
export function timedAnswers(home: string, library: string, queries: TimedQueries): TimedAnswer[] {
  const [asked, answers] = [join(home, 'asked.json'), join(home, 'answers.json')];
  writeFileSync(asked, JSON.stringify(queries));
  execFileSync(process.execPath, [join(import.meta.dirname, 'searchTimed.ts'), library, asked, answers]);
  return answersSchema
    .parse(JSON.parse(readFileSync(answers, 'utf8')))
    .map(({ ms, first }) => ({ ms, first }));
}

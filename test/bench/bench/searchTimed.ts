/** A process that answers queries and writes how long each took. Arguments: library, file of queries, file to write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { search } from '../../../main/search/service.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { timedQueriesSchema, type TimedAnswer } from './searchAnswers.ts';

const [, , library = '', asked = '', answers = ''] = process.argv;
const { texts, depth, limit } = timedQueriesSchema.parse(JSON.parse(readFileSync(asked, 'utf8')));
const db = openLibrary(library);
const found = texts.map((query): TimedAnswer => {
  const start = performance.now();
  const { results } = search(db, { query, offset: 0, limit, depth });
  return { ms: performance.now() - start, first: results[0]?.photo.id };
});
db.close();
writeFileSync(answers, JSON.stringify(found));

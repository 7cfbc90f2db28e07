import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentsWithFigures, withFigures } from './report/documentTables.ts';
import { allResults } from './report/results.ts';

/** Writes the figures of the last measurements into the documents, and formats the results: `npm run figures`. */
const root = join(import.meta.dirname, '../..');
const results = allResults();
for (const name of documentsWithFigures) {
  const path = join(root, name);
  writeFileSync(path, withFigures(readFileSync(path, 'utf8'), results));
}
const written = [...documentsWithFigures, 'test/bench/results'];
execFileSync(process.execPath, [join(root, 'node_modules/oxfmt/bin/oxfmt'), ...written], { cwd: root });

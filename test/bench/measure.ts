import { parseArgs } from 'node:util';
import { measurePages } from './measure/pages.ts';
import { measureWords } from './measure/words.ts';

/**
 * The accuracy figures, each with its definition: `npm run measure` for whole pages beside other
 * readers, `npm run measure -- words` for single words, `-- pages --alone` without the others.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { alone: { type: 'boolean', default: false } },
});
const [what = 'pages'] = positionals;
if (what === 'pages') await measurePages(!values.alone);
else if (what === 'words') await measureWords();
else {
  process.stderr.write(`There is no measure "${what}": expected pages or words.\n`);
  process.exitCode = 2;
}

import { parseArgs } from 'node:util';
import { settingChangesSchema } from '../../shared/contract/run.ts';
import { measureHands } from './measure/hands.ts';
import { measureJudged } from './measure/judgedSearch.ts';
import { measureLabelling } from './measure/labelling.ts';
import { measureLeaning } from './measure/leaning.ts';
import { measureLookAlikes } from './measure/lookAlikes.ts';
import { measureMixed } from './measure/mixedPages.ts';
import { measureSigns } from './measure/signs.ts';
import { measureSizes } from './measure/sizedPages.ts';
import { measureNeighbours } from './measure/neighbours.ts';
import { measureOlderSystems } from './measure/olderSystems.ts';
import { measureOrder } from './measure/order.ts';
import { measurePages } from './measure/pages.ts';
import { measureProgramWords } from './measure/otherProgramWords.ts';
import { measureScripts } from './measure/scripts.ts';
import { measureSearch } from './measure/search.ts';
import { measureTransformer } from './measure/transformer.ts';
import { measureKinds } from './measure/kinds.ts';
import { measureTurns } from './measure/turns.ts';
import { measureWords } from './measure/words.ts';
import { measureWorse } from './measure/worse.ts';
import { keepResult } from './report/results.ts';
import { unlessShort } from '../../pretraining/unlessShort.ts';
import { measurePageLanguages } from './measure/pageLanguages.ts';

/**
 * The accuracy figures, each with its definition: `npm run measure` for whole pages beside other
 * readers, `npm run measure -- words` for single words, `-- neighbours` for words in their order,
 * `-- transformer` for what straightening is worth, `-- turns` for photos on their side or upside down,
 * `-- kinds` for what these are taken for, `-- leaning` for lines that lean,
 * `-- worse` for photos that are blurred, dark or on squared paper, `-- mixed` for print beside handwriting, `-- sizes` for headings above small notes, `-- signs` for signs that stand alone and codes, `-- search` for what is found of what was
 * read and how it is ranked (`--judged`: only the ranking; `--folder DIR`: its readings stay there; `--detail`: each query), `-- pages --alone` with the other readers as they were measured last, `-- words --alone` as well, `-- hands` for what learning from corrections is worth (`--shuffled`:
 * with wrong labels as well; `--set '{"epochs":20}'`), `-- labelling` for the order in which words are labelled, `-- order` for the order, blocks and headings of a text,
 * `-- languages` for the languages of pages by their number of words, `-- lookalikes` for the words that are offered beside a confirmed one,
 * `-- scripts` for pages in Chinese and Japanese, `-- older` for the measures of the four older systems.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    alone: { type: 'boolean', default: false },
    hands: { type: 'string', default: unlessShort('99', '1') },
    shuffled: { type: 'boolean', default: false },
    judged: { type: 'boolean', default: false },
    folder: { type: 'string' },
    detail: { type: 'boolean', default: false },
    set: { type: 'string', default: unlessShort('{}', '{"epochs":1}') },
  },
});
const [what = 'pages'] = positionals;
if (what === 'pages') await measurePages(values.alone);
else if (what === 'words') {
  await measureWords();
  await measureProgramWords(values.alone);
} else if (what === 'neighbours') await measureNeighbours();
else if (what === 'search') {
  if (!values.judged) await measureSearch();
  await measureJudged(values.folder ?? null, values.detail);
} else if (what === 'scripts') await measureScripts();
else if (what === 'transformer') await measureTransformer();
else if (what === 'turns') await measureTurns();
else if (what === 'kinds') await measureKinds();
else if (what === 'leaning') await measureLeaning();
else if (what === 'worse') await measureWorse();
else if (what === 'mixed') await measureMixed();
else if (what === 'sizes') await measureSizes();
else if (what === 'signs') await measureSigns();
else if (what === 'order') await measureOrder();
else if (what === 'languages') await measurePageLanguages();
else if (what === 'lookalikes') await measureLookAlikes();
else if (what === 'older') await measureOlderSystems();
else if (what === 'hands') {
  const changes = settingChangesSchema.parse(JSON.parse(values.set));
  await measureHands({ changes, hands: Number(values.hands), shuffled: values.shuffled });
} else if (what === 'labelling') {
  await measureLabelling([35, 50], 1, Number(values.hands));
} else {
  process.stderr.write(
    `There is no measure "${what}": expected pages, words, neighbours, search, transformer, turns, kinds, leaning, mixed, sizes, signs, worse, order, languages, lookalikes, scripts, older, hands or labelling.\n`,
  );
  process.exitCode = 2;
}
keepResult('measure', what);
// TensorFlow keeps threads that would hold the process.
if (['hands', 'labelling'].includes(what)) process.exit();

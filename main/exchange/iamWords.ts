import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { findIam, iamRoot, isArchivedIam, noIam } from './iam/iamFolder.ts';
import { readWordList } from './iam/iamLists.ts';
import { pieceSamples, startIamReading } from './iam/iamPieces.ts';
import { iamRecipes } from './iam/iamRecipes.ts';
import { readXmlWords } from './iam/iamXml.ts';
import { iamLosses, writeIamPieces } from './iam/writeIamPieces.ts';
import { withoutRepeats } from './records.ts';

/** IAM's words, each with its own image: from `ascii/words.txt` or the forms' XML. */
export const iamWords: ExchangeFormat = {
  name: 'iam',
  title: 'IAM words',
  recipes: iamRecipes,
  losses: iamLosses('word'),
  recognise,
  folderOf: iamRoot,
  read: (path, options) => withoutRepeats(read(path, options)),
  write: (samples, path, options) => writeIamPieces(samples, path, 'word', options),
};

async function recognise(path: string): Promise<number> {
  if (await isArchivedIam(path, 'words')) return 0.9;
  const { words, xml, lines } = await findIam(path);
  if (words !== null) return 0.95;
  return xml !== null && xml.length > 0 && lines === null ? 0.4 : 0;
}

/** The strict recipe needs the segmentation of words, which the list has; the seed recipe reads XML. */
async function* read(path: string, options: ReadOptions): AsyncGenerator<IncomingRecord> {
  const reading = await startIamReading(path, options);
  const { words, xml } = reading.folder;
  const use = pieceSamples(reading, 'word', 'words');
  const prefersXml = reading.recipe === 'seed' || words === null;
  if (xml !== null && prefersXml) yield* readXmlWords(xml, options.signal, use);
  else if (words !== null) yield* readWordList(words, options.signal, use);
  else throw noIam(reading.folder, 'ascii/words.txt or xml/*.xml');
}

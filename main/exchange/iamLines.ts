import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { findIam, iamRoot, isArchivedIam, noIam } from './iam/iamFolder.ts';
import { readLineList } from './iam/iamLists.ts';
import { pieceSamples, startIamReading } from './iam/iamPieces.ts';
import { iamRecipes } from './iam/iamRecipes.ts';
import { readXmlLineTexts } from './iam/iamXml.ts';
import { iamLosses, writeIamPieces } from './iam/writeIamPieces.ts';
import { withoutRepeats } from './records.ts';

/** IAM's lines, each with its own image: from `ascii/lines.txt` or the forms' XML. */
export const iamLines: ExchangeFormat = {
  name: 'iam-lines',
  title: 'IAM lines',
  recipes: iamRecipes,
  losses: iamLosses('line'),
  recognise,
  folderOf: iamRoot,
  read: (path, options) => withoutRepeats(read(path, options)),
  write: (samples, path, options) => writeIamPieces(samples, path, 'line', options),
};

async function recognise(path: string): Promise<number> {
  if (await isArchivedIam(path, 'lines')) return 0.85;
  const { words, lines, xml } = await findIam(path);
  if (lines !== null) return words === null ? 0.95 : 0.9;
  return xml !== null && xml.length > 0 ? 0.3 : 0;
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<IncomingRecord> {
  const reading = await startIamReading(path, options);
  const { lines, xml } = reading.folder;
  const use = pieceSamples(reading, 'line', 'lines');
  if (lines !== null) yield* readLineList(lines, options.signal, use);
  else if (xml !== null) yield* readXmlLineTexts(xml, options.signal, use);
  else throw noIam(reading.folder, 'ascii/lines.txt or xml/*.xml');
}

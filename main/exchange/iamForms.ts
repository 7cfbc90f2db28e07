import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { findIam, iamRoot, imageEndings, noIam } from './iam/iamFolder.ts';
import { readWordList, type IamPiece } from './iam/iamLists.ts';
import { startIamReading, type IamReading } from './iam/iamPieces.ts';
import { iamRecipes } from './iam/iamRecipes.ts';
import { readXmlWords, type IamForm } from './iam/iamXml.ts';
import { iamFormLosses, writeIamForms } from './iam/writeIamForms.ts';
import { imageFolder, type FoundImage, type ImageFolder } from './imageFolder.ts';
import { requireArea, requireInside, sampleAt, skipped, withoutRepeats, type Place } from './records.ts';

/** IAM's words on the scanned forms: boxes from the forms' XML, or from `ascii/words.txt`. */
export const iamForms: ExchangeFormat = {
  name: 'iam-forms',
  title: 'IAM forms',
  recipes: iamRecipes,
  losses: iamFormLosses,
  recognise,
  folderOf: iamRoot,
  read: (path, options) => withoutRepeats(read(path, options)),
  write: writeIamForms,
};

async function recognise(path: string): Promise<number> {
  const { forms, words, lines, xml } = await findIam(path);
  const hasXml = xml !== null && xml.length > 0;
  if (hasXml && words === null && lines === null) return forms === null ? 0.5 : 0.9;
  return forms !== null || hasXml ? 0.3 : 0;
}

async function* read(path: string, options: ReadOptions): AsyncGenerator<IncomingRecord> {
  const reading = await startIamReading(path, options);
  const { words, xml, root } = reading.folder;
  const images = imageFolder(root);
  const use = (piece: IamPiece, form: IamForm) => wordOnForm(reading, images, piece, form, options);
  if (xml !== null) yield* readXmlWords(xml, options.signal, use);
  else if (words !== null) yield* readWordList(words, options.signal, (piece) => use(piece, { size: null }));
  else throw noIam(reading.folder, 'xml/*.xml or ascii/words.txt');
}

async function wordOnForm(
  reading: IamReading,
  images: ImageFolder,
  piece: IamPiece,
  form: IamForm,
  { imageSize }: ReadOptions,
): Promise<IncomingRecord> {
  const { place } = piece;
  const chosen = reading.choose(piece);
  if ('skipped' in chosen) return skipped(chosen.skipped, place);
  if (piece.box === null) return skipped('no box on the form', place);
  const { file, path } = await findForm(images, piece.at.form, place);
  const size = await imageSize(path);
  // Some copies have forms at half size, with boxes in pixels of the full size.
  const scale = form.size === null ? 1 : size.width / form.size.width;
  const quad = quadOfBox(scaled(piece.box, scale));
  requireArea(place, quad);
  requireInside(place, quad, size);
  return sampleAt(place, {
    ...reading.labelOf(piece),
    level: 'word',
    text: chosen.text,
    quad,
    // The same name, wherever the archives of the forms were unpacked.
    file: `forms/${file.split('/').at(-1) ?? file}`,
    path,
  });
}

/** The scans come in three archives, by the first letters of the forms. */
const formFolders = ['forms', 'formsA-D', 'formsE-H', 'formsI-Z', '.'];

function findForm(images: ImageFolder, form: string, place: Place): Promise<FoundImage> {
  const names = formFolders.flatMap((folder) => imageEndings.map((ending) => `${folder}/${form}${ending}`));
  return images.find(names, place);
}

function scaled([x, y, width, height]: Box, scale: number): Box {
  return [x * scale, y * scale, width * scale, height * scale];
}

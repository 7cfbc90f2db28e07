import type { IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import { imageFolder, type FoundImage, type ImageFolder } from '../folders.ts';
import { checkedFormat, type Place, noArea, sampleAt, skipped } from '../records.ts';
import { findIam, iamRoot, imageEndings, isArchivedIam, noIam } from './folder.ts';
import { readPieces, readXmlLineTexts, readXmlWords, type IamForm, type IamPiece } from './lists.ts';
import { iamLineRecipes, iamRecipes, pieceSamples, startIamReading, type IamReading } from './reading.ts';
import { iamFormLosses, writeIamForms } from './writeForms.ts';
import { iamLosses, writeIamPieces } from './writePieces.ts';
import { hasArea } from '../../../shared/shape.ts';

/** IAM's words, each with its own image: from `ascii/words.txt` or the forms' XML. */
export const iamWords = checkedFormat({
  name: 'iam',
  title: 'IAM words',
  recipes: iamRecipes,
  losses: iamLosses('word'),
  async recognise(path) {
    if (await isArchivedIam(path, 'words')) return 0.9;
    const { words, xml, lines } = await findIam(path);
    if (words !== null) return 0.95;
    return xml !== null && xml.length > 0 && lines === null ? 0.4 : 0;
  },
  folderOf: iamRoot,
  /** The strict recipe needs the segmentation of words, which the list has; the seed recipe reads XML. */
  async *read(path, options) {
    const reading = await startIamReading(path, options);
    const { words, xml } = reading.folder;
    const use = pieceSamples(reading, 'word', 'words');
    const prefersXml = reading.isSeed || words === null;
    if (xml !== null && prefersXml) yield* readXmlWords(xml, options.signal, use);
    else if (words !== null) yield* readPieces('word', words, options.signal, use);
    else throw noIam(reading.folder, 'ascii/words.txt or xml/*.xml');
  },
  write: (samples, path, options) => writeIamPieces(samples, path, 'word', options),
});

/** IAM's lines, each with its own image: from `ascii/lines.txt` or the forms' XML. */
export const iamLines = checkedFormat({
  name: 'iam-lines',
  title: 'IAM lines',
  recipes: iamLineRecipes,
  losses: iamLosses('line'),
  async recognise(path) {
    if (await isArchivedIam(path, 'lines')) return 0.85;
    const { words, lines, xml } = await findIam(path);
    if (lines !== null) return words === null ? 0.95 : 0.9;
    return xml !== null && xml.length > 0 ? 0.3 : 0;
  },
  folderOf: iamRoot,
  async *read(path, options) {
    const reading = await startIamReading(path, options);
    const { lines, xml } = reading.folder;
    const use = pieceSamples(reading, 'line', 'lines');
    if (lines !== null) yield* readPieces('line', lines, options.signal, use);
    else if (xml !== null) yield* readXmlLineTexts(xml, options.signal, use);
    else throw noIam(reading.folder, 'ascii/lines.txt or xml/*.xml');
  },
  write: (samples, path, options) => writeIamPieces(samples, path, 'line', options),
});

/** IAM's words on the scanned forms: boxes from the forms' XML, or from `ascii/words.txt`. */
export const iamForms = checkedFormat({
  name: 'iam-forms',
  title: 'IAM forms',
  recipes: iamRecipes,
  losses: iamFormLosses,
  async recognise(path) {
    const { forms, words, lines, xml } = await findIam(path);
    const hasXml = xml !== null && xml.length > 0;
    if (hasXml && words === null && lines === null) return forms === null ? 0.5 : 0.9;
    return forms !== null || hasXml ? 0.3 : 0;
  },
  folderOf: iamRoot,
  async *read(path, options) {
    const reading = await startIamReading(path, options);
    const { words, xml, root } = reading.folder;
    const images = imageFolder(root);
    const use = (piece: IamPiece, form: IamForm) => wordOnForm(reading, images, piece, form, options);
    if (xml !== null) yield* readXmlWords(xml, options.signal, use);
    else if (words !== null)
      yield* readPieces('word', words, options.signal, (piece) => use(piece, { size: null }));
    else throw noIam(reading.folder, 'xml/*.xml or ascii/words.txt');
  },
  write: writeIamForms,
});

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
  if (!hasArea(quad)) return skipped(noArea, place);
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

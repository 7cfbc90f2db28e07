import type { Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import type { Split } from '../../../shared/contract/dataset.ts';
import { childOf, childrenOf, type Element } from '../markup/elements.ts';
import { readXml } from '../markup/readXml.ts';
import { lineText, type Block, type Line, type PageDocument } from '../pages/document.ts';
import { languageOf } from '../pages/languageOf.ts';
import { carriedOrProblem, emptyPart, type Part } from '../pages/parts.ts';
import { invalidAt, lineOf, parseDecimal } from '../records.ts';
import { splitOrNull } from '../splitNames.ts';
import { heldText } from './held.ts';
import { baselineOfElement, hasOwnPlace, joinedOutline, outlineOfElement, problemOfPlace } from './places.ts';
import { ranked, rankOf, type Rank } from './readingOrder.ts';
import { tagsOf, textAt, type Tags } from './tags.ts';

export const altoNamespace = /loc\.gov\/standards\/alto\/ns-v[234]#/u;

/** The elements before the pages that are needed. */
const headerNames = ['Description', 'Tags', 'ReadingOrder'];

/** Context for reading the elements of a page. */
interface Context {
  readonly tags: Tags;
  readonly rank: Rank;
}

interface Inherited {
  readonly language: string | null;
  readonly split: Split | null;
}

/**
 * Reads the pages of an ALTO file (Library of Congress, "ALTO: Technical Metadata for Layout and Text Objects"),
 * versions 2.0 to 4.4.
 *
 * @throws InkdexError `data-invalid` with file and line
 */
export async function* readAlto(path: string, signal: AbortSignal): AsyncGenerator<PageDocument> {
  const header = new Map<string, Element>();
  const isWanted = (
    { name, namespace, row }: Pick<Element, 'name' | 'namespace' | 'row'>,
    depth: number,
  ): boolean => {
    if (depth === 1 && (name !== 'alto' || !altoNamespace.test(namespace))) {
      throw invalidAt(
        lineOf(path, row),
        `found <${name}> of ${JSON.stringify(namespace)}; expected <alto> of ALTO 2, 3 or 4.`,
      );
    }
    return name === 'Page' || headerNames.includes(name);
  };
  for await (const element of readXml(path, isWanted, signal)) {
    if (element.name === 'Page') yield documentOf(element, header, path);
    else header.set(element.name, element);
  }
}

function documentOf(page: Element, header: ReadonlyMap<string, Element>, path: string): PageDocument {
  const description = header.get('Description');
  const tags = tagsOf(header.get('Tags'));
  const rank = rankOf(header.get('ReadingOrder'));
  const inherited = inheritedOf(page, tags, { language: null, split: null });
  return {
    images: [textAt(description, 'sourceImageInformation', 'fileName')].filter((name) => name !== ''),
    id: page.attributes.get('ID') ?? null,
    size: sizeOf(page, textAt(description, 'MeasurementUnit'), path),
    row: page.row,
    blocks: ranked(textBlocks(page), rank).map((block) => blockOf(block, inherited, { tags, rank })),
  };
}

/**
 * The page's size in the file's unit. Together with the image's size it gives the scale. Null for pixels.
 * @throws InkdexError `data-invalid` for an unknown unit, and when tenths of a millimetre or 1200ths of an inch
 * cannot be converted
 */
function sizeOf(page: Element, unit: string, path: string): Size | null {
  const place = lineOf(path, page.row);
  const [width, height] = ['WIDTH', 'HEIGHT'].map((name) => parseDecimal(page.attributes.get(name) ?? ''));
  const isKnown = width !== undefined && height !== undefined && width > 0 && height > 0;
  if (!['', 'pixel', 'mm10', 'inch1200'].includes(unit)) {
    throw invalidAt(place, `MeasurementUnit is ${JSON.stringify(unit)}; expected pixel, mm10 or inch1200.`);
  }
  if (isKnown) return { width, height };
  if (unit === '' || unit === 'pixel') return null;
  throw invalidAt(
    place,
    `the page is measured in ${unit}, but has no WIDTH and HEIGHT, so it cannot be scaled to its image.`,
  );
}

/** Blocks may be inside composed blocks, and those inside margins. */
function textBlocks(parent: Element): Element[] {
  return parent.children.flatMap((child) => (child.name === 'TextBlock' ? [child] : textBlocks(child)));
}

function blockOf(block: Element, inherited: Inherited, context: Context): Block {
  const part = partOfElement(block, context.tags, inherited);
  const lines = ranked(childrenOf(block, 'TextLine'), context.rank).map((line) =>
    lineOfElement(line, part, context),
  );
  const text = part.carried === null ? null : normalizeText(lines.map(lineText).join('\n'));
  return { ...part, text, lines };
}

function lineOfElement(line: Element, inherited: Inherited, { tags, rank }: Context): Line {
  const part = { ...partOfElement(line, tags, inherited), baseline: baselineOfElement(line) };
  const strings = ranked(childrenOf(line, 'String'), rank);
  const words = strings.map((string) => wordOf(string, part, tags));
  const hyphened = withHyphen(words, childOf(line, 'HYP'));
  const [only] = words;
  const isWhole = words.length === 1 && (only?.text ?? '').includes(' ');
  const isOfWords =
    words.some(({ carried, problem }) => carried !== null || problem !== null) ||
    (!isWhole && strings.some((string) => hasOwnPlace(string, line)));
  if (isOfWords && part.carried === null) return { ...part, words: hyphened };
  const text = hyphened
    .map((word) => word.text ?? '')
    .filter((word) => word !== '')
    .join(' ');
  const alternatives = words.length === 1 ? (only?.alternatives ?? []) : [];
  return { ...part, text, alternatives, words: [] };
}

/** A word inherits the direction of its line. */
function wordOf(string: Element, line: Part, tags: Tags): Part {
  return {
    ...partOfElement(string, tags, line),
    baseline: line.baseline,
    text: heldText(string.attributes.get('CONTENT') ?? ''),
    alternatives: childrenOf(string, 'ALTERNATIVE').map(({ text }) => ({
      text: heldText(text),
      confidence: 0,
    })),
  };
}

/** The hyphen at the end of a line is an element of its own. It is appended to the last word. */
function withHyphen(words: readonly Part[], hyphen: Element | undefined): readonly Part[] {
  const last = words.at(-1);
  if (hyphen === undefined || last?.text == null) return words;
  // A soft hyphen in the file is a visible hyphen on the page.
  const sign = normalizeText(hyphen.attributes.get('CONTENT') ?? '').replaceAll('\u{ad}', '-');
  if (sign === '' || last.text.endsWith(sign)) return words;
  const outline = joinedOutline(last.outline, outlineOfElement(hyphen));
  return [...words.slice(0, -1), { ...last, text: last.text + sign, outline }];
}

/** The attributes that TextBlock, TextLine and String have in common. */
function partOfElement(element: Element, tags: Tags, inherited: Inherited): Part {
  const [json] = tags.labelsOf(element, 'inkdex');
  const { carried, problem } = carriedOrProblem(json, 'its tag of type "inkdex"');
  return {
    ...emptyPart,
    ...inheritedOf(element, tags, inherited),
    carried,
    problem: problem ?? problemOfPlace(element),
    id: element.attributes.get('ID') ?? null,
    row: element.row,
    outline: outlineOfElement(element),
  };
}

function inheritedOf(element: Element, tags: Tags, { language, split }: Inherited): Inherited {
  const { attributes } = element;
  const code = attributes.get('LANG') ?? attributes.get('language') ?? tags.labelsOf(element, 'language')[0];
  return {
    language: languageOf(code) ?? language,
    split: splitOrNull(tags.labelsOf(element, 'split')[0]) ?? split,
  };
}

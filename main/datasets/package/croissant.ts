import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import { mimeType, packagedEnding, packageFiles } from './packageFiles.ts';

/**
 * A version in Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html), as
 * JSON-LD: the files of a package and what the columns of its table mean.
 */
export interface CroissantParts {
  readonly record: VersionRecord;
  /** Where the package is found; null: beside the description. */
  readonly url: string | null;
  /** SHA-256 and size of the table. */
  readonly table: { readonly sha256: string; readonly bytes: number };
  /** Formats of the images, as main/imaging names them. */
  readonly formats: readonly string[];
}

/** Its Appendix 1. */
const context = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  annotation: 'cr:annotation',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  excludes: 'cr:excludes',
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  readLines: 'cr:readLines',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  sdVersion: 'cr:sdVersion',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
  unArchive: 'cr:unArchive',
  value: 'cr:value',
};

/** The table's columns: what a sample has, but for what only Inkdex makes use of. */
export const tableColumns = {
  key: 'Names the sample within the dataset.',
  image: 'The image file, within the folder images.',
  sha256: 'SHA-256 of the image file.',
  level: 'word, line or page.',
  text: 'What is written, in Unicode NFC.',
  mark: 'text; illegible: nobody can read it; not-text: no writing.',
  split: 'train, validation or test; empty: none.',
  writer: 'Who wrote it by hand; empty: not known.',
  page: 'The page or form that it stands on; empty: not known.',
  language: 'BCP 47; empty: not known.',
  quad: 'Corners of its place on the image, clockwise from the top left, in pixels, as JSON; empty: all of it.',
} as const;

export function croissant({ record, url, table, formats }: CroissantParts): string {
  const { manifest, table: tableName } = packageFiles;
  const at = (name: string): string => (url === null ? name : new URL(name, folderUrl(url)).href);
  return `${JSON.stringify(
    {
      '@context': context,
      '@type': 'sc:Dataset',
      name: record.dataset,
      description: descriptionOf(record),
      conformsTo: 'http://mlcommons.org/croissant/1.1',
      license: record.licence === '' ? 'https://spdx.org/licenses/NOASSERTION' : record.licence,
      url: url ?? `urn:sha256:${record.version}`,
      creator: { '@type': 'sc:Person', name: record.author === '' ? 'unknown' : record.author },
      datePublished: record.frozenAt,
      version: '1.0.0',
      keywords: ['handwriting', 'handwritten text recognition', ...record.tags],
      citeAs: `${record.dataset}, version ${record.version}`,
      isLiveDataset: false,
      distribution: [
        {
          '@type': 'cr:FileObject',
          '@id': manifest,
          name: manifest,
          description: 'Every sample with all that is known of it, one a line after a header line.',
          contentUrl: at(manifest),
          encodingFormat: 'application/jsonlines',
          sha256: record.version,
        },
        {
          '@type': 'cr:FileObject',
          '@id': tableName,
          name: tableName,
          description: 'The samples as a table.',
          contentSize: `${String(table.bytes)} B`,
          contentUrl: at(tableName),
          encodingFormat: 'text/csv',
          sha256: table.sha256,
        },
        ...formats.map((format) => ({
          '@type': 'cr:FileSet',
          '@id': `images-${format}`,
          name: `images-${format}`,
          description: 'Images, each under its SHA-256.',
          encodingFormat: mimeType(format),
          includes: `images/*.${packagedEnding(format)}`,
        })),
      ],
      recordSet: [
        {
          '@type': 'cr:RecordSet',
          '@id': 'samples',
          name: 'samples',
          description: 'Handwriting with what it says.',
          key: { '@id': 'samples/key' },
          field: Object.entries(tableColumns).map(([column, description]) => ({
            '@type': 'cr:Field',
            '@id': `samples/${column}`,
            name: column,
            description,
            dataType: 'sc:Text',
            source: { fileObject: { '@id': tableName }, extract: { column } },
          })),
        },
      ],
    },
    null,
    2,
  )}\n`;
}

function descriptionOf({ note, samples, images, version, parent }: VersionRecord): string {
  const counts = `${String(samples)} samples on ${String(images)} images; version ${version}`;
  const from = parent === null ? '' : `, made from ${parent}`;
  return `${note === '' ? 'Labelled handwriting' : note.replace(/\.$/u, '')}. ${counts}${from}.`;
}

function folderUrl(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

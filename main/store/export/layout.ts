import { sep } from 'node:path';
import { z } from 'zod';

/** The first file of an export: what it is, and which version of the database its tables have. */
export const headerSchema = z.strictObject({
  format: z.literal('inkdex-library'),
  version: z.int().positive(),
  /** `user_version` of the database. */
  library: z.int().positive(),
});
export type ExportHeader = z.infer<typeof headerSchema>;
export const exportVersion = 1;

export const headerFile = 'library.json';
/** As `sha256sum` writes it and checks it: every other file. */
export const sumsFile = 'SHA256SUMS';
/** A line of it, without its line feed. @param path relative to the list */
export const sumsLine = (sha256: string, path: string): string => `${sha256}  ${path}`;
/** The folder of the exporting library in the paths of an export, so that the same library gives the same files anywhere. */
export const libraryPlaceholder = `${sep}inkdex-library`;

export const tableFile = (name: string): string => `tables/${name}.jsonl`;

/** The file of a photo: "photos/ab/ab12....jpg". */
export function photoFile(path: string, sha256: string): string {
  const [ending = ''] = /\.[a-z0-9]{1,8}$/u.exec(path.toLowerCase()) ?? [];
  return `photos/${sha256.slice(0, 2)}/${sha256}${ending}`;
}

const places = [
  /^(?:library\.json|README\.md)$/u,
  /^tables\/[a-z_]+\.jsonl$/u,
  /^photos\/[0-9a-f]{2}\/(?<sha256>[0-9a-f]{64})(?:\.[a-z0-9]{1,8})?$/u,
  /^models\/[a-z0-9][a-z0-9-]*\.(?:onnx|md)$/u,
  /^datasets\/objects\/[0-9a-f]{2}\/(?<sha256>[0-9a-f]{64})$/u,
  /^datasets\/versions\/(?<sha256>[0-9a-f]{64})\.jsonl$/u,
  /^evaluations\/[\w-]+\/\w[\w.-]*$/u,
];

/** Whether an export can have a file of this path and hash: some are named by their hash. */
export function isPlace(path: string, sha256: string): boolean {
  const found = places.map((place) => place.exec(path)).find((match) => match !== null);
  return found !== undefined && (found.groups?.sha256 ?? sha256) === sha256;
}

/** Characters that a file name of some system cannot have, and `%`, which marks them. */
const unfit = /[<>:"|?*%\\\p{Cc}]|^\.{1,2}$|[. ]$/gu;

/**
 * The path that an imported photo gets in the library's folder `photos`, relative and with slashes: it contains the
 * photo's original folders, by which it can be searched.
 */
export function placeOfPhoto(path: string): string {
  const names = path.split(sep).filter((name) => name !== '');
  return names
    .map((name) => name.replace(unfit, (characters) => encodeURIComponent(characters).replaceAll('.', '%2E')))
    .join('/');
}

/** The path of which `placeOfPhoto` gave the place. */
export function photoOfPlace(place: string): string {
  const path = place.split(/[/\\]/u).map(decoded).join(sep);
  return sep === '/' ? `/${path}` : path;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

export const readme = `# Export of an Inkdex library

Made by \`inkdex export library\`. \`inkdex import library FOLDER --library NEW\` makes a library of it again.

- \`SHA256SUMS\` lists every other file; \`sha256sum -c SHA256SUMS\` checks them.
- \`library.json\`: format, its version, and the version of the tables.
- \`tables/*.jsonl\`: JSON Lines in UTF-8, one row of a table in each line, with its columns by name.
  Bytes are \`{"base64": "..."}\`. Times are ISO 8601 in UTC. Coordinates are pixels of the photo, upright by EXIF and
  rotated by \`turn\`.
- \`photos/\`: the photo files, named by their SHA-256. A photo without a file here was missing, or photos were left out.
- \`models/\`: models as ONNX, with their cards as Markdown. The models that ship with Inkdex are not included.
- \`datasets/objects/\`: images of datasets, named by their SHA-256. \`datasets/versions/\`: manifests of frozen versions,
  a header line and then a sample in each line, named by their SHA-256.
- \`evaluations/\`: the words of each evaluation of a model.

The most important tables:

- \`photo\`: \`path\`, \`sha256\`, \`width\`, \`height\`, \`turn\` (clockwise degrees), \`taken_at\`, \`status\`, \`progress\`,
  \`language\` (that a person chose), \`languages\` (that were found, as shares).
- \`word\`: \`photo\`, \`line\` and \`position\` in reading order, \`quad\` (four corners, clockwise from the top left of the
  writing; on a mirrored photo anticlockwise), \`text\`, \`confidence\`, \`source\` (\`human\`: a person typed or confirmed the text), \`mark\`, \`made_by\`.
- \`alternative\`: other readings of a word, best first. \`lattice\`: CTC posteriors of uncertain words.
- \`edit\`: the history of a photo, for undo. \`tombstone\`: places of words that a person deleted.
- \`removed_photo\`: photos that can be restored; \`content\` is JSON, deflated.
- \`dataset\`, \`version\`, \`version_record\`, \`sample_set\`, \`set_sample\`, \`sample\`, \`crop\`, \`image\`: datasets and their versions.
- \`run\`, \`run_point\`, \`run_evaluation\`, \`run_samples\`, \`job\`, \`evaluation\`, \`model_origin\`, \`promotion\`: finished trainings
  and models.
- \`setting\`: settings. \`sqlite_sequence\`: the highest id that each table ever gave.

Paths that begin with \`/inkdex-library\` were in the folder of the library.
\`main/store/DATABASE.md\` in Inkdex's sources describes every table and column.
`;

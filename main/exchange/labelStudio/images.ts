import { basename } from 'node:path';
import { z } from 'zod';
import { isPhotoName } from '../../../shared/contract/photo.ts';

/** How a region names its image: the name of its tag in the labelling setup, and the number of a page. */
export interface Target {
  readonly to_name: string | null;
  /** From 0, on a tag that shows a list of images. */
  readonly item_index: number | null;
}

/** JSON_MIN does not name the tag. */
export const noTarget: Target = { to_name: null, item_index: null };

/** A field of a task's data with images, or the field that the entries of a list share. */
interface Field {
  readonly name: string;
  readonly isList: boolean;
  /** A path, a URL, or a local file's `?d=`; empty where an entry has none. */
  readonly references: readonly string[];
}

/**
 * The fields of a task that name images: those that look like photos, else addresses, else all texts.
 * @param data the task's, whose names the labelling setup defines
 */
export function imageFields(data: Readonly<Record<string, unknown>>): readonly Field[] {
  const fields = Object.entries(data).flatMap(([name, value]) => fieldsOf(name, value));
  const looking = (isLikely: (text: string) => boolean): Field[] =>
    fields.filter(({ references }) => references.some(isLikely));
  const [photos, addresses] = [looking(isPhotoReference), looking(isAddress)];
  if (photos.length > 0) return [...photos, ...addresses.filter((field) => !photos.includes(field))];
  return addresses.length > 0 ? addresses : fields.filter(({ isList }) => !isList);
}

function isAddress(text: string): boolean {
  return /^\/data\/|^(?:https?|s3|gs):/u.test(text);
}

/** Whether a text is the path or address of a photo. */
export function isPhotoReference(text: string): boolean {
  return isPhotoName(pathOf(text));
}

const entriesSchema = z.array(z.union([z.string(), z.record(z.string(), z.unknown())]));

/** Entries that are objects are those of a Repeater: each of their fields is a list of its own. */
function fieldsOf(name: string, value: unknown): Field[] {
  if (typeof value === 'string') return value === '' ? [] : [{ name, isList: false, references: [value] }];
  const entries = (entriesSchema.safeParse(value).data ?? []).map((entry) =>
    typeof entry === 'string' ? { [name]: entry } : entry,
  );
  return [...new Set(entries.flatMap((entry) => Object.keys(entry)))].map((inner) => {
    const texts = entries.map((entry) => entry[inner]);
    return {
      name: inner,
      isList: true,
      references: texts.map((text) => (typeof text === 'string' ? text : '')),
    };
  });
}

/**
 * The reference to a region's image. Null when the task does not say which of its images it is: the setup is not part of
 * the export, so a tag that is named otherwise than its field is known only where the task has one field with images.
 *
 * @param isOnlyTag whether all regions of the task are on one tag
 */
export function referenceOf(
  fields: readonly Field[],
  { to_name, item_index }: Target,
  isOnlyTag: boolean,
): string | null {
  // A Repeater numbers its tags from 0: page_0, page_1.
  const [, repeated = null, number] = /^(.+)[_-](\d+)$/u.exec(to_name ?? '') ?? [];
  const own = fields.find(({ name }) => name === to_name);
  const of = own ?? fields.find(({ name, isList }) => isList && name === repeated) ?? onlyPhotos(fields);
  if (of === null) return null;
  if (!of.isList) return (item_index ?? 0) === 0 && (own !== undefined || isOnlyTag) ? one(of, 0) : null;
  const ofTag = own === undefined && number !== undefined ? Number(number) : null;
  return one(of, item_index ?? ofTag ?? (isOnlyTag && of.references.length === 1 ? 0 : -1));
}

/** The only field of photos, or where there are none, the only one. */
function onlyPhotos(fields: readonly Field[]): Field | null {
  const photos = fields.filter(({ references }) => references.some(isPhotoReference));
  const [first = null, ...others] = photos.length > 0 ? photos : fields;
  return others.length === 0 ? first : null;
}

function one({ references }: Field, index: number): string | null {
  const reference = references[index] ?? '';
  return reference === '' ? null : reference;
}

/** The names that the file of a reference may have, the most likely first. */
export function imageNames(reference: string): string[] {
  const name = pathOf(reference);
  // Label Studio stores an uploaded file with eight characters before its name.
  return [name, basename(name), basename(name).replace(/^[0-9a-f]{8}-/u, '')];
}

function pathOf(reference: string): string {
  const local = /[?&]d=([^&]*)/u.exec(reference)?.[1];
  const path = local ?? reference.replace(/[?#].*/su, '').replace(/^\/data\/upload\/(?:\d+\/)?/u, '');
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

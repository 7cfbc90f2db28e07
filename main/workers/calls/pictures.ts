import { z } from 'zod';
import {
  photoIdentitySchema,
  photoKindSchema,
  pictureSchema,
  sha256Schema,
} from '../../../shared/contract/photo.ts';
import { quadSchema } from '../../../shared/geometry.ts';
import { typedFormatSchema } from '../../../shared/page/exportFormats.ts';
import { rotationSchema } from '../../../shared/rotation.ts';
import { callTable, withoutProgress } from '../../rpc/calls.ts';

export const path = z.string().min(1);
/** A photo's file: where it is, and its SHA-256, where nothing else will do. */
export const photoFile = { path, sha256: sha256Schema.optional() };
/** By how much a photo is turned after EXIF: places on it are in pixels of the photo as it stands then. */
export const turn = rotationSchema.default(0);
const pixels = z.number().int().positive();

// Deadlines, here and in the other files: each is about ten times what the work takes on a slow and busy machine.
/** Reading a file of 1 GiB from a network drive, and decoding it. */
export const fileMs = 60_000;
/** A page of a PDF with a million strokes takes about ten seconds. */
const pdfMs = 25_000;

/** Photos as files: what they are, and pictures of them. */
export const pictureCalls = callTable({
  inspect: withoutProgress({ deadlineMs: fileMs, args: z.object({ path }), result: photoIdentitySchema }),
  /** Writes a JPEG, for `lit` a PNG, whole or not at all. */
  render: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ ...photoFile, turn, destination: path, picture: pictureSchema }),
    result: z.object({ width: pixels, height: pixels }),
  }),
  /** Of the upright image, by its header. */
  imageSize: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path }),
    result: z.object({ width: pixels, height: pixels }),
  }),
  /** The hashes of places of an image (`main/imaging/hashes/pictureHash.ts`); null: the whole image. */
  hashPictures: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path, quads: z.array(quadSchema.nullable()) }),
    result: z.array(z.instanceof(Uint8Array)),
  }),
  /** Which picture a file has (`main/imaging/hashes/pixelHash.ts`). */
  pictureIdentity: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path }),
    result: z.object({ pixels: sha256Schema, orientation: z.int().min(1).max(8) }),
  }),
  /** The hash (`main/imaging/hashes/photoHash.ts`) and the kind (`main/reader/kindOfPhoto.ts`) of a photo, by its thumbnail. */
  kindOfPhoto: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path }),
    result: z.object({ hash: z.instanceof(Uint8Array), kind: photoKindSchema }),
  }),
});

const drawnPageSchema = z.object({
  path,
  /** When its PDF says it was made: ISO 8601. The picture itself does not say. */
  createdAt: z.string().nullable(),
});

/** Takes PDFs apart, one call at a time: pdf.js occupies its thread, so that only the end of its process stops it. */
export const pdfCalls = callTable({
  /** How many pages a PDF or a TIFF has, with `all` also pictures in a photo's file; null for any other file. */
  countPages: withoutProgress({
    args: z.object({ path, all: z.boolean().optional() }),
    deadlineMs: pdfMs,
    result: z.object({ pages: z.number().int().nonnegative().nullable() }),
  }),
  /** Draws a page of a PDF into a folder, and says where; a file that is no PDF is its own page. */
  drawPage: withoutProgress({
    args: z.object({ path, page: z.number().int().positive(), folder: path }),
    deadlineMs: pdfMs,
    result: drawnPageSchema,
  }),
  /** Points for each pixel of a page as `drawPage` draws it: of a PDF, or of another file by its resolution; null where it has none. */
  pageScale: withoutProgress({
    args: z.object({ path, page: z.number().int().positive() }),
    deadlineMs: pdfMs,
    result: z.number().positive().nullable(),
  }),
  /** Writes a typed document of photos to a new file. @param pages file with a `Page` in each line */
  writeDocument: {
    args: z.object({ format: typedFormatSchema, pages: path, file: path, title: z.string() }),
    deadlineMs: fileMs,
    /** After each photo: words that the fonts cannot show. */
    progress: z.object({ unshown: z.number().int().nonnegative() }),
    result: z.null(),
  },
});

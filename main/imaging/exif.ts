import exifr from 'exifr';
import { z } from 'zod';

const timesSchema = z.object({
  DateTimeOriginal: z.string().optional(),
  CreateDate: z.string().optional(),
  OffsetTimeOriginal: z.string().optional(),
});

/**
 * When a photo was taken, in ISO 8601: the camera's local time, with its zone where EXIF gives one.
 * Null where EXIF is absent or holds no sound time.
 */
export async function takenAtOf(bytes: Uint8Array): Promise<string | null> {
  const times = timesSchema.safeParse(await readTimes(bytes));
  if (!times.success) return null;
  const { DateTimeOriginal, CreateDate, OffsetTimeOriginal } = times.data;
  // "2021:05:06 10:11:12", by CIPA DC-008 (EXIF 2.32).
  const match = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})/u.exec(DateTimeOriginal ?? CreateDate ?? '');
  if (match === null) return null;
  const [, year = '', month = '', day = '', time = ''] = match;
  const zone = /^[+-]\d{2}:\d{2}$/u.exec(OffsetTimeOriginal ?? '')?.[0] ?? '';
  const takenAt = `${year}-${month}-${day}T${time}${zone}`;
  // A camera without a set clock writes zeros.
  return Number.isNaN(Date.parse(takenAt)) ? null : takenAt;
}

async function readTimes(bytes: Uint8Array): Promise<unknown> {
  try {
    const parsed: unknown = await exifr.parse(bytes, {
      pick: ['DateTimeOriginal', 'CreateDate', 'OffsetTimeOriginal'],
      reviveValues: false,
    });
    return parsed;
  } catch {
    // A format that has no EXIF, or a broken block of it: the photo itself may be sound.
    return undefined;
  }
}

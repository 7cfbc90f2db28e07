import { z } from 'zod';

/** A folder of this machine whose new photos come in by themselves. */
export const watchedFolderSchema = z.object({
  path: z.string(),
  /** The last part of the path: text to show, never HTML. */
  name: z.string(),
  /** How many photos of the library stand in it, however deep. */
  photos: z.number().int().nonnegative(),
  /** False where it could not be opened when it was last looked for: moved, or on a drive that is not connected. */
  isThere: z.boolean(),
});
export type WatchedFolder = z.infer<typeof watchedFolderSchema>;

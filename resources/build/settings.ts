import { z } from 'zod';

/** What `npm run dev` gives to each host that it starts. */
export const developmentSchema = z.object({
  /** Vite's development server, with the folder of its addresses: `/photo/` at the top is the host's. */
  vite: z.url(),
  /** Marks the scripts and styles that Vite writes into the page; the content security policy refuses others. */
  nonce: z.string(),
  /** 0 for any free port; a restarted host listens where the one before it did. */
  port: z.int().nonnegative(),
  token: z.string(),
  openBrowser: z.boolean(),
});
export type Development = z.infer<typeof developmentSchema>;

/** The environment variable that holds the settings, as JSON: other users cannot read it. */
export const developmentVariable = 'INKDEX_DEVELOPMENT';

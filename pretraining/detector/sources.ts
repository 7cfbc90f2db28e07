import { join } from 'node:path';
import type { PageSource } from './drawCrops.ts';
import { boardPages, drawnPages, frenchPages } from './pages.ts';

/**
 * What a detector learns from: boards, French pages and pages drawn with fonts.
 *
 * @param cache folder for flattened and drawn pages
 * @param drawn how many pages are drawn
 * @param seed of what is drawn
 */
export async function detectorSources(cache: string, drawn: number, seed: number): Promise<PageSource[]> {
  const pages = pageCache(cache);
  return [
    { name: 'boards', pages: await boardPages('train', pages), share: 0.62, clutter: 0.25, rules: 0.25 },
    { name: 'french', pages: await frenchPages(pages), share: 0.1, clutter: 0.5, rules: 0.25 },
    {
      name: 'drawn',
      pages: await drawnPages(drawn, seed, join(cache, 'drawn')),
      share: 0.28,
      clutter: 0.1,
      rules: 0,
    },
  ];
}

/** Where flattened photos are kept. */
export function pageCache(cache: string): string {
  return join(cache, 'pages');
}

/*
 * Inkdex reads the photos of an album of Immich, and Immich finds the words in their descriptions:
 *
 *   inkdex token create immich --scope read; inkdex serve --api
 *   IMMICH_URL=https://photos.example.org IMMICH_KEY=... INKDEX_URL=http://127.0.0.1:8765 INKDEX_TOKEN=... \
 *     node resources/examples/immich.ts ALBUM
 *
 * ALBUM is the id at the end of the album's address. The API key needs asset.read, asset.download and asset.update. A photo
 * with a description keeps it; to have one read again, empty its description. For Immich 2 and 3.
 */
import { z } from 'zod';

const given = z.string();
const { IMMICH_URL, IMMICH_KEY, INKDEX_TOKEN, INKDEX_URL } = z
  .object({ IMMICH_URL: given, IMMICH_KEY: given, INKDEX_TOKEN: given, INKDEX_URL: given })
  .parse(process.env);
const album = z.uuid().parse(process.argv[2]);
const exifSchema = z.object({ description: z.string().nullish() });
const assetSchema = z.object({ id: z.string(), originalFileName: z.string(), exifInfo: exifSchema });
const assetsSchema = z.object({ items: z.array(assetSchema), nextPage: z.string().nullable() });
const pageSchema = z.object({ assets: assetsSchema });

/** Text of a server, without what would drive the terminal. */
function shown(text: string): string {
  return text.replaceAll(/\p{C}/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}

/** @param base may have a folder: `https://example.org/photos` */
async function ask(base: string, path: string, options: RequestInit): Promise<Response> {
  // A redirect would take the key to another host.
  const answer = await fetch(base.replace(/\/+$/u, '') + path, { ...options, redirect: 'error' });
  if (answer.ok) return answer;
  const said = shown((await answer.text()).slice(0, 1000));
  throw new Error(`${options.method ?? 'GET'} ${shown(path)}: ${answer.status} ${said}`);
}

function immich(path: string, method = 'GET', body: string | null = null): Promise<Response> {
  const headers = { 'x-api-key': IMMICH_KEY, 'content-type': 'application/json' };
  return ask(IMMICH_URL, path, { method, headers, body });
}

async function read(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${INKDEX_TOKEN}`, 'content-type': 'application/octet-stream' };
  const asked = { method: 'POST', headers, body: await (await immich(path)).arrayBuffer() };
  return await (await ask(INKDEX_URL, '/v1/pages?format=text', asked)).text();
}

for (let page: string | null = '1'; page !== null;) {
  const asked = { albumIds: [album], type: 'IMAGE', withExif: true, page: Number(page) };
  const found = await immich('/api/search/metadata', 'POST', JSON.stringify(asked));
  const { assets } = pageSchema.parse(await found.json());
  for (const { id, originalFileName, exifInfo } of assets.items) {
    if (exifInfo.description) continue;
    const [path, title] = [`/api/assets/${encodeURIComponent(id)}`, shown(originalFileName)];
    const text = await read(`${path}/original`).catch((problem: unknown) => {
      console.error(title, problem);
      process.exitCode = 1;
      return '';
    });
    // A person may have written one meanwhile.
    const now = assetSchema.parse(await (await immich(path)).json());
    if (text.trim() === '' || now.exifInfo.description) continue;
    const description = `${text.trim()}\n\n(read by Inkdex)`;
    await immich(path, 'PUT', JSON.stringify({ description }));
    console.log(title);
  }
  page = assets.nextPage;
}

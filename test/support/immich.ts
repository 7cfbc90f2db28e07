import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

export interface FakeAsset {
  readonly id: string;
  /** By default its id. */
  readonly name?: string;
  readonly picture: Buffer | string;
  description: string;
  readonly onDownload?: (asset: FakeAsset) => void;
}

export interface FakeImmich {
  readonly address: string;
  /** The assets that got a description. */
  readonly sent: readonly string[];
  readonly close: () => void;
}

export const album = 'b5dd1d5f-6c2b-4ad8-8b27-8e5d3f6d9a10';
const searchSchema = z.strictObject({
  albumIds: z.tuple([z.literal(album)]),
  type: z.literal('IMAGE'),
  withExif: z.literal(true),
  page: z.number(),
});

/**
 * A server that answers as Immich 3 does, two assets a page.
 *
 * @param folder below which it is served
 */
export async function openImmich(assets: readonly FakeAsset[], folder = ''): Promise<FakeImmich> {
  const sent: string[] = [];
  const shown = ({ id, name = `${id}.jpg`, description }: FakeAsset): object => {
    return { id, originalFileName: name, type: 'IMAGE', exifInfo: { description } };
  };
  const server = createServer((request, response) => {
    void (async () => {
      const { method = '', headers } = request;
      const whole = request.url ?? '';
      const url = whole.startsWith(`${folder}/`) ? whole.slice(folder.length) : '';
      const body: unknown = method === 'GET' ? null : await json(request);
      const [, , id = '', part] = url.split('/').slice(1);
      const asset = assets.find((each) => each.id === id);
      const answer = (status: number, value: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      };
      if (headers['x-api-key'] !== 'key') answer(401, { message: 'Invalid API key' });
      else if (url === '/api/search/metadata') {
        const { page } = searchSchema.parse(body);
        const nextPage = page * 2 < assets.length ? String(page + 1) : null;
        const items = assets.slice(page * 2 - 2, page * 2).map(shown);
        answer(200, { albums: { items: [] }, assets: { total: items.length, items, nextPage } });
      } else if (asset === undefined) answer(400, { message: 'Not found or no asset.read access' });
      else if (part === 'original') {
        response.end(asset.picture);
        asset.onDownload?.(asset);
      } else {
        if (method === 'PUT') {
          sent.push(id);
          Object.assign(asset, z.strictObject({ description: z.string() }).parse(body));
        }
        answer(200, shown(asset));
      }
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${folder}`, sent, close: () => server.close() };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { handleProtocols, schemes } from '../../../main/app/protocols.ts';
import { temporaryFolder } from '../../support/library.ts';

type Handler = (request: Request) => Response | Promise<Response>;

const handlers = new Map<string, Handler>();
let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'index.html'), '<title>Inkdex</title>');
  writeFileSync(join(folder, 'picture.jpg'), 'jpeg bytes');
  const protocol = {
    handle: (
      scheme: string,
      handler: (request: GlobalRequest) => GlobalResponse | Promise<GlobalResponse>,
    ) => {
      handlers.set(scheme, handler);
    },
  };
  handleProtocols(protocol, {
    rendererFolder: folder,
    findPicture: (kind) => Promise.resolve({ path: join(folder, 'picture.jpg'), etag: kind }),
    log: () => undefined,
  });
});

describe('The protocols of the desktop', () => {
  it('are standard and secure, so that they have origins', () => {
    for (const { privileges } of schemes) expect(privileges).toMatchObject({ standard: true, secure: true });
    for (const { privileges } of schemes) expect(privileges).not.toHaveProperty('bypassCSP');
  });

  it('send the page with a policy that allows only pictures of the library', async () => {
    const page = await ask('app://inkdex/');
    expect(await page.text()).toBe('<title>Inkdex</title>');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' photo: blob:",
    );
    expect(policy).not.toContain('unsafe');
  });

  it('send nothing from another host or outside the folder', async () => {
    expect((await ask('app://elsewhere/')).status).toBe(404);
    expect((await ask('app://inkdex/..%2fpicture.jpg')).status).toBe(404);
  });

  it('send pictures by kind and id', async () => {
    const picture = await ask('photo://thumbnail/7?v=abc');
    expect(await picture.text()).toBe('jpeg bytes');
    expect(picture.headers.get('etag')).toBe('"thumbnail"');
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(picture.headers.get('access-control-allow-origin')).toBe('app://inkdex');
    expect((await ask('photo://secret/7')).status).toBe(400);
    expect((await ask('photo://display/7/8')).status).toBe(400);
  });
});

/**
 * Answers what Electron would hand on. Its URLs are of standard schemes, which Node does not know to
 * be so, but parses alike.
 */
async function ask(address: string): Promise<Response> {
  const handler = handlers.get(new URL(address).protocol.slice(0, -1));
  if (handler === undefined) throw new Error(`Nothing handles ${address}.`);
  const request = { url: address, method: 'GET', headers: new Headers() } as Request;
  return handler(request);
}

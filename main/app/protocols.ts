import type { CustomScheme, Protocol } from 'electron';
import type { Log } from '../ipc/serve.ts';
import { securityHeaders, staticFiles } from '../ipc/web/staticFiles.ts';
import { type FindPicture, pictures } from '../ipc/web/pictures.ts';
import { appOrigin, appScheme, pictureScheme } from './security.ts';

const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };

/** Electron needs these schemes before it is ready. */
export const schemes: CustomScheme[] = [
  { scheme: appScheme, privileges },
  { scheme: pictureScheme, privileges: { ...privileges, corsEnabled: true } },
];

/** Serves the built renderer at `app://inkdex/`, and pictures of the library at `photo://<kind>/<id>`. */
export function handleProtocols(
  protocol: Pick<Protocol, 'handle'>,
  options: { readonly rendererFolder: string; readonly findPicture: FindPicture; readonly log: Log },
): void {
  const headers = securityHeaders(`${pictureScheme}:`);
  const files = staticFiles(options.rendererFolder, headers);
  protocol.handle(appScheme, (request) => {
    const { host, pathname } = new URL(request.url);
    if (`${appScheme}://${host}` === appOrigin && request.method === 'GET') return files(pathname);
    return new Response('Not found.', { status: 404, headers });
  });

  // Pages and pictures have different schemes here, and therefore different origins.
  const pictureHeaders = {
    ...headers,
    'cross-origin-resource-policy': 'cross-origin',
    // The editor reads pixels, to fit boxes to the ink.
    'access-control-allow-origin': appOrigin,
  };
  const picture = pictures(options.findPicture, pictureHeaders, options.log);
  protocol.handle(pictureScheme, (request) => {
    const { host, pathname } = new URL(request.url);
    return picture({ kind: host, id: pathname.slice(1) }, request.headers.get('if-none-match'));
  });
}

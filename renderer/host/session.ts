import { secretHeader, secretQuery, sessionPath, sessionSchema } from '../../shared/contract/wire.ts';

/**
 * The secret with which a browser's window proves to the host that its user may use the library. It is kept in the
 * browser for this origin, port included, so that all tabs have it, and is worth something until the browser signs out or is
 * not used for 30 days. With https it is in a cookie that scripts cannot read, and empty here.
 */
const storedAs = 'inkdex-session';
let known: string | null = null;

/** The secret; empty if this browser has none. Another tab may have stored a newer one. */
export function sessionSecret(): string {
  try {
    known = localStorage.getItem(storedAs) ?? known;
  } catch {
    // A browser that stores nothing has to be signed in again after a reload.
  }
  return known ?? '';
}

let exchange: Promise<void> | null = null;

/** A path of the host, relative to the page: a reverse proxy may serve it in a folder of its address. */
export function addressOf(path: string): URL {
  return new URL(`.${path}`, location.href.replace(/#.*/su, ''));
}

/** Exchanges the token in the page's address for the secret, on the first call only, and removes it from the address. */
export function redeemToken(): Promise<void> {
  exchange ??= exchangeToken();
  return exchange;
}

async function exchangeToken(): Promise<void> {
  const address = new URL(location.href);
  // The token of a person is after "#", which browsers do not send, so that no proxy writes it into a log.
  const token = address.searchParams.get('token') ?? linkedToken(address);
  if (token === null) return;
  if (linkedToken(address) !== null) address.hash = '';
  address.searchParams.delete('token');
  history.replaceState(history.state, '', address);
  // A used token is no error: a reloaded or restored page has the secret already.
  await signIn(token);
}

const linkStart = '#token=';

function linkedToken({ hash }: URL): string | null {
  return hash.startsWith(linkStart) ? decodeURIComponent(hash.slice(linkStart.length)) : null;
}

/** The address that signs a person in, for a new token. */
export function signInLink(token: string): string {
  return new URL(`${linkStart}${token}`, addressOf('/')).href;
}

/** The token in a pasted text: the text itself, or what an address that signs in has of it. */
export function tokenIn(text: string): string {
  const pasted = text.trim();
  if (!URL.canParse(pasted)) return pasted;
  const address = new URL(pasted);
  return address.searchParams.get('token') ?? linkedToken(address) ?? pasted;
}

/** Signs in with a token, or the address that has it. Returns why it failed; null if it did not. */
export async function signIn(text: string): Promise<string | null> {
  const token = tokenIn(text);
  const body = JSON.stringify({ token });
  const response = await fetch(addressOf(sessionPath), { method: 'POST', body }).catch(() => null);
  if (response === null) return 'Connection lost. Try again.';
  if (!response.ok) return response.text();
  keep(sessionSchema.parse(await response.json()).secret);
  return null;
}

/** Forgets who uses this browser. */
export async function signOut(): Promise<void> {
  const headers = { [secretHeader]: sessionSecret() };
  await fetch(addressOf(sessionPath), { method: 'DELETE', headers }).catch(() => null);
  keep('');
}

function keep(secret: string): void {
  known = secret;
  try {
    localStorage.setItem(storedAs, secret);
  } catch {
    // See above.
  }
}

/** Adds the secret to the address of a picture. */
export function withSecret(search: URLSearchParams): URLSearchParams {
  const secret = sessionSecret();
  if (secret !== '') search.set(secretQuery, secret);
  return search;
}

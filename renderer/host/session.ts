import { secretQuery, sessionPath, sessionSchema } from '../../shared/contract/wire.ts';

/**
 * The secret with which a browser's window proves to the host that its user may use the library. It is kept in the
 * browser for this origin, port included, so that all tabs have it; the host makes a new one at each start.
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

/** Exchanges the token in the page's address for the secret, on the first call only, and removes it from the address. */
export function redeemToken(): Promise<void> {
  exchange ??= exchangeToken();
  return exchange;
}

async function exchangeToken(): Promise<void> {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null) return;
  address.searchParams.delete('token');
  history.replaceState(history.state, '', address);
  const response = await fetch(sessionPath, { method: 'POST', body: JSON.stringify({ token }) }).catch(
    () => null,
  );
  // A used token is no error: a reloaded or restored page has the secret already.
  if (response?.ok !== true) return;
  known = sessionSchema.parse(await response.json()).secret;
  try {
    localStorage.setItem(storedAs, known);
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

import type { ApiToken, Scope } from '../../shared/contract/apiToken.ts';
import { createRate } from './rate.ts';
import { Refusal } from './refusal.ts';

export interface AdmissionParts {
  /** Whether no token is needed. */
  readonly isOpen: boolean;
  readonly findToken: (secret: string) => ApiToken | undefined;
  readonly requestsPerMinute: number;
}

/** What a token must allow; `any` for every token, null for everyone. */
export type NeededScope = Scope | 'any' | null;

export type Admit = ReturnType<typeof createAdmission>;

/** Decides who may ask what, and how often. */
export function createAdmission({ isOpen, findToken, requestsPerMinute }: AdmissionParts) {
  const requireRate = createRate(requestsPerMinute);
  /**
   * @param authorization the header of the request
   * @returns its token; null if none is needed
   * @throws Refusal 401, 403, 429
   */
  return (authorization: string | undefined, scope: NeededScope): ApiToken | null => {
    if (scope === null) return null;
    const token = isOpen ? null : requireToken(authorization ?? '', scope, findToken);
    requireRate(token?.name ?? '');
    return token;
  };
}

function requireToken(
  authorization: string,
  scope: Scope | 'any',
  findToken: AdmissionParts['findToken'],
): ApiToken {
  const secret = /^Bearer +(\S+)$/iu.exec(authorization)?.[1];
  const how =
    'Send a token as "Authorization: Bearer TOKEN". Make one with: inkdex token create NAME --scope read';
  const challenge = { 'www-authenticate': 'Bearer' };
  if (secret === undefined) throw new Refusal(401, `The request has no token. ${how}`, challenge);
  const token = findToken(secret);
  if (token === undefined) throw new Refusal(401, `This token is unknown or was revoked. ${how}`, challenge);
  const { name, scopes } = token;
  if (scope === 'any' ? scopes.length > 0 : scopes.includes(scope)) return token;
  const has = scopes.length === 0 ? 'is for a browser' : `has the scope ${scopes.join(', ')}`;
  const needed = scope === 'any' ? 'read' : scope;
  throw new Refusal(
    403,
    `The token “${name}” ${has}, but this needs ${needed}. Make another with: inkdex token create NAME --scope ${needed}`,
  );
}

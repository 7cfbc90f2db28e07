import { z } from 'zod';

/**
 * What a person may do in a library that several people share. `read`: look and search. `label`: also correct words, boxes,
 * albums, tags and datasets. `admin`: everything. Each includes the ones before.
 */
export const roleSchema = z.enum(['read', 'label', 'admin']);
export type Role = z.infer<typeof roleSchema>;

export function includesRole(role: Role, needed: Role): boolean {
  return roleSchema.options.indexOf(role) >= roleSchema.options.indexOf(needed);
}

/** Who makes a call. */
export const callerSchema = z.object({
  /** Name of the person's token; null for the owner of the library, who needs none on the own machine. */
  name: z.string().nullable(),
  role: roleSchema,
  /** Id of the session of the caller's browser; the desktop app has none. */
  session: z.int().optional(),
});
export type Caller = z.infer<typeof callerSchema>;

/** The owner of the library: whoever started Inkdex on this machine. */
export const owner: Caller = { name: null, role: 'admin' };

const allowed: Readonly<Record<Role, string>> = {
  read: 'look and search',
  label: 'search and correct words, boxes, albums and datasets',
  admin: 'do everything',
};

/** Why a role does not allow something, for people. */
export function refusalOf(role: Role, needed: Role): string {
  return `You can ${allowed[role]} in this library. This needs the role “${needed}”: ask whoever runs the library.`;
}

/** `INKDEX_SHORT=1`: commands do little of what they do, in seconds. Their figures then say nothing. */
const isShort = process.env.INKDEX_SHORT === '1';

/** How much a command does: all of it, or the little that shows that it still works. */
export function unlessShort<Amount>(whole: Amount, short: Amount): Amount {
  return isShort ? short : whole;
}

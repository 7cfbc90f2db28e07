/** A query in quotation marks, unless it is a phrase in quotes. */
export function QuotedQuery({ query }: { readonly query: string }) {
  const text = <bdi>{query}</bdi>;
  return /^\s*"[^"]*"\s*$/u.test(query) ? text : <q>{text}</q>;
}

/** A sentence in which texts in “quotation marks” keep their own direction of writing. */
export function Quoted({ text }: { readonly text: string }) {
  return text
    .split(/(?<=“)(.*?)(?=”)/u)
    .map((part, index) => (index % 2 === 1 ? <bdi key={index}>{part}</bdi> : part));
}

/** A screen until there is something to show. Its words can be heard at once, and are seen when it takes long. */
export function Loading({ text = 'Loading…' }: { readonly text?: string }) {
  return (
    <div className="loading" aria-busy>
      <h1>{text}</h1>
    </div>
  );
}

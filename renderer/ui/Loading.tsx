/** A screen until its content is there. Screen readers get the text at once; it is shown after .4 seconds. */
export function Loading({ text = 'Loading…' }: { readonly text?: string }) {
  return (
    <div className="loading" aria-busy>
      <h1>{text}</h1>
    </div>
  );
}

/** What is wrong, where it was entered. */
export function FormError({ message }: { readonly message: string | null | undefined }) {
  if (message === null || message === undefined) return null;
  return (
    <p className="form-error" role="alert">
      {message}
    </p>
  );
}

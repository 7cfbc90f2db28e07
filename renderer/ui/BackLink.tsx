import { ArrowLeft } from 'lucide-react';

interface BackLinkProps {
  readonly href: string;
  /** Name of the link for screen readers. */
  readonly label: string;
  /** Shown on hover. */
  readonly title?: string;
}

/** The arrow at the top of a screen that goes back to the previous screen, as Escape does. */
export function BackLink({ href, label, title = 'Back (Esc)' }: BackLinkProps) {
  return (
    <a className="icon-button" href={href} aria-label={label} title={title}>
      <ArrowLeft size={18} aria-hidden />
    </a>
  );
}

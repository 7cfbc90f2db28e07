import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'title'> & {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly icon?: LucideIcon;
  /** The key that does the same, shown on hover. */
  readonly shortcut?: string;
  readonly children: ReactNode;
};

export function Button({ kind = 'plain', icon: Icon, shortcut, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`button button-${kind}`}
      title={shortcut === undefined ? undefined : `Shortcut: ${shortcut}`}
      {...rest}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

type CollapsingButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'shortcut'> & {
  /** Shown beside the icon if there is room, and on hover. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Hides the label in windows narrower than 1080 CSS pixels (`narrow`) or 720 (`small`). */
  readonly collapses: 'narrow' | 'small';
};

/** A button that shows only its icon in a narrow window. */
export function CollapsingButton({
  label,
  icon: Icon,
  collapses,
  kind = 'plain',
  ...rest
}: CollapsingButtonProps) {
  return (
    <button type="button" className={`button button-${kind}`} title={label} {...rest}>
      <Icon size={16} aria-hidden />
      <span className={`${collapses}-hidden`}>{label}</span>
    </button>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'className' | 'title' | 'aria-label'> & {
  /** Name of the button: for screen readers, and shown on hover. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key that does the same, shown on hover. */
  readonly shortcut?: string;
};

export function IconButton({ label, icon: Icon, shortcut, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
      {...rest}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}

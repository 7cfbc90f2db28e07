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
      title={shortcut === undefined ? undefined : `Key: ${shortcut}`}
      {...rest}
    >
      {Icon !== undefined && <Icon size={16} aria-hidden />}
      {children}
    </button>
  );
}

type CollapsingButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'shortcut'> & {
  /** Its name: beside the icon where there is room, shown on hover everywhere. */
  readonly label: string;
  readonly icon: LucideIcon;
  /** Windows without room for the label: narrower than 1080 pixels, or than 720. */
  readonly collapses: 'narrow' | 'small';
};

/** A button that is its icon alone in a narrow window. */
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
  /** Its name for everyone: read out, and shown on hover. */
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

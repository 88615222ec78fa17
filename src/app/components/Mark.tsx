import type { ReactNode } from 'react';

/** Dryrun's mark: a drop that is only rehearsed – half real, half dashed. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden>
      <path
        d="M12 2.5c3.6 4.6 6.5 8 6.5 11.6A6.5 6.5 0 0 1 12 20.7"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeDasharray="2.2 2.9"
      />
      <path d="M12 2.5C8.4 7.1 5.5 10.5 5.5 14.1A6.5 6.5 0 0 0 12 20.7Z" fill="currentColor" />
    </svg>
  );
}

/** Our mark: a lambda, the sign of a function. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <path
        d="M9.5 7.5h3.2c1.3 0 2.2.6 2.7 1.9L22.5 25"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
      />
      <path d="M15.2 15.2 9.5 25" fill="none" stroke="#b9b4ff" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}

import type { CSSProperties } from 'react'
import { classNames } from './class-names.ts'
import styles from './skeleton.module.css'

export interface SkeletonProps {
  width?: CSSProperties['width']
  height?: CSSProperties['height']
  className?: string
}

/** The place of something that is on its way. It shows up late, so that a quick answer never flickers. */
export function Skeleton({ width, height, className }: SkeletonProps) {
  return (
    <span className={classNames(styles.skeleton, className)} style={{ width, height }} aria-hidden="true" />
  )
}

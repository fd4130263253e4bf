import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { FileChange } from '#contract/archives.ts'
import { fileTextQuery } from '../../api/archives.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { languageOfFile } from './archive-tree.ts'
import styles from './compare-dialog.module.css'

const DiffView = lazy(() => import('./diff-view.tsx').then((module) => ({ default: module.DiffView })))

export interface FileDiffProps {
  /** The version that `change` is compared with. */
  version: { namespace: string; name: string; checksum: string }
  change: FileChange
  sides: [left: string, right: string]
}

/** One changed file of an archive, beside what is stored of it. */
export function FileDiff({ version, change: { path, text }, sides }: FileDiffProps) {
  const { data, isPending } = useQuery(fileTextQuery(version, path))
  return (
    <figure className={styles.code}>
      <figcaption className={styles.caption}>
        {path}:{' '}
        {text === null ? 'taken out' : data ? `${sides[0]} − and ${sides[1]} +` : isPending ? '…' : 'new'}
      </figcaption>
      <div className={styles.diff}>
        {isPending ? (
          <Skeleton height="100%" />
        ) : (
          <Suspense fallback={<Skeleton height="100%" />}>
            <DiffView
              original={data?.text ?? ''}
              modified={text ?? ''}
              language={languageOfFile(path, { language: 'plaintext', suffix: '' })}
              label={`${path}, ${sides[1]}`}
            />
          </Suspense>
        )}
      </div>
    </figure>
  )
}

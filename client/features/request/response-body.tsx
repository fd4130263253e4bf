import { useMemo, useState } from 'react'
import type { Invocation } from '#contract/invocations.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { SegmentedRadio } from '../../ui/segmented-radio.tsx'
import { bytesOf, downloadName, hexDump, sizeWords, viewOf } from './answer.ts'
import styles from './response.module.css'
import { saveAs } from '../../lib/save-as.ts'
import { TintedJson } from './tinted-json.tsx'

/** The body of an answer as text, laid out where it is JSON; never as a page. */
export function ResponseBody({ invocation, functionName }: { invocation: Invocation; functionName: string }) {
  const { body, headers } = invocation
  const contentType = headers['content-type']
  const view = useMemo(() => viewOf(body, contentType), [body, contentType])
  const [layout, setLayout] = useState<'pretty' | 'raw'>('pretty')
  const [shownLength, setShownLength] = useState(firstLength)

  if (view.kind === 'empty') return <p className={styles.emptyBody}>Empty body</p>
  const isPretty = view.kind === 'json' && layout === 'pretty'
  const text = view.kind === 'binary' ? hexDump(view.bytes) : isPretty ? view.pretty : view.raw
  const shown = text.slice(0, shownLength)
  const rest = text.length - shown.length

  return (
    <div className={styles.body}>
      <div className={styles.bodyBar}>
        {view.kind === 'json' && (
          <SegmentedRadio
            label="Layout"
            value={layout}
            onChange={setLayout}
            options={[
              { value: 'pretty', label: 'Pretty' },
              { value: 'raw', label: 'Raw' },
            ]}
          />
        )}
        {view.kind === 'binary' && (
          <span className={styles.remark}>
            Binary, {sizeWords(view.bytes.length)}
            {view.bytes.length > 512 && '; the first 512 bytes'}
          </span>
        )}
        <span className={styles.bodyActions}>
          {view.kind !== 'binary' && <CopyButton label="Copy body" text={text} />}
          <Button size="small" onClick={() => saveAs(bytesOf(body), downloadName(functionName, contentType))}>
            Download
          </Button>
        </span>
      </div>
      {/* A long body is scrolled by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} data-wraps={view.kind !== 'binary'}>
        {isPretty ? <TintedJson text={shown} /> : shown}
      </pre>
      {rest > 0 && (
        <p className={styles.remark}>
          {sizeWords(rest)} more.{' '}
          <Button size="small" onClick={() => setShownLength(shownLength * 4)}>
            Show more
          </Button>
        </p>
      )}
    </div>
  )
}

/** So many characters are laid out at first; a browser takes long over millions. */
const firstLength = 200_000

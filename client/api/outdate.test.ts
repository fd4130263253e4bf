import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { outdate } from './outdate.ts'

/** A question in view, whose answers are given by hand. */
function asked() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const answers: { give(answer: string): void; fail(error: Error): void }[] = []
  const query = {
    queryKey: ['functions', 'details'],
    queryFn: () => new Promise<string>((resolve, reject) => answers.push({ give: resolve, fail: reject })),
    staleTime: Infinity,
  }
  const observer = new QueryObserver(client, query)
  observer.subscribe(() => undefined)
  return { client, answers, shown: () => observer.getCurrentResult().data }
}

test('what is shown is asked for again', async () => {
  const { client, answers, shown } = asked()
  answers[0]?.give('starting')
  await vi.waitFor(() => expect(shown()).toBe('starting'))
  outdate(client, { queryKey: ['functions'] })
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.give('failing')
  await vi.waitFor(() => expect(shown()).toBe('failing'))
})

test('a first answer that was on its way when something happened is asked for again', async () => {
  const { client, answers, shown } = asked()
  expect(answers).toHaveLength(1)
  outdate(client, { queryKey: ['functions'] })
  answers[0]?.give('starting')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.give('failing')
  await vi.waitFor(() => expect(shown()).toBe('failing'))
})

test('so is one that failed', async () => {
  const { client, answers, shown } = asked()
  outdate(client)
  answers[0]?.fail(new Error('there is no such function yet'))
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.give('failing')
  await vi.waitFor(() => expect(shown()).toBe('failing'))
})

test('what is not meant stays as it is', async () => {
  const { client, answers, shown } = asked()
  outdate(client, { queryKey: ['triggers'] })
  answers[0]?.give('starting')
  await vi.waitFor(() => expect(shown()).toBe('starting'))
  expect(answers).toHaveLength(1)
})

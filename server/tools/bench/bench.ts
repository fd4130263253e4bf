/**
 * `npm run bench`: prints our figures against the budgets of the design, as ratios to a floor
 * measured in the same run. Needs a build (`npm run build`). Nothing here fails: a figure is read by
 * a person, on a machine that does nothing else.
 */
import { measureCalls } from './calls.bench.ts'
import { asTable } from './figures.ts'
import { measureScale } from './scale.bench.ts'
import { measurePage, measureStart } from './start.bench.ts'

const figures = [
  ...(await measureStart()),
  ...(await measureCalls()),
  await measurePage(),
  ...(await measureScale()),
]
console.log(asTable(figures))
